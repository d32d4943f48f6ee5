/**
 * Evidence cannot be deleted, so nothing that looks like a credential may come into it: people paste
 * tokens into names and comments. Shapes are the vendors' published prefixes.
 */

/** What stands in the place of a text that was left out. */
export const WITHHELD = '[withheld: looks like a credential]';

/** @source GitHub Docs, "GitHub's token formats"; Okta developer docs, "Create an API token" (42
 *  characters beginning with 00); Salesforce Help, session id (`00D…!…`); AWS IAM, "Unique identifiers";
 *  Slack API, "Token types"; RFC 7468 (textual keys); RFC 7519 (JWT). Read 2026-11-25. */
const SHAPES: readonly RegExp[] = [
  /\bgh[opsur]_[A-Za-z0-9]{20,}/,
  /\bgithub_pat_[A-Za-z0-9_]{20,}/,
  /\bSSWS\s+\S{20,}/,
  /(?<![\w-])00[A-Za-z0-9_-]{40}(?![\w-])/,
  /\b00D[A-Za-z0-9]{12,15}![A-Za-z0-9_.]{20,}/,
  /\b(AKIA|ASIA)[A-Z0-9]{16}\b/,
  /\bxox[abeprs]-[A-Za-z0-9-]{10,}/,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /\beyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]+/,
  /\bBearer\s+[A-Za-z0-9._~+/-]{20,}/i,
];

/** Whether a text holds something of a credential's shape. */
function looksLikeCredential(text: string): boolean {
  return SHAPES.some((shape) => shape.test(text));
}

/** The value with every text that holds a credential's shape left out, names of members too. */
export function withoutCredentials(value: unknown): unknown {
  if (typeof value === 'string') return looksLikeCredential(value) ? WITHHELD : value;
  if (Array.isArray(value)) return value.map(withoutCredentials);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      looksLikeCredential(name) ? WITHHELD : name,
      withoutCredentials(member),
    ]),
  );
}
