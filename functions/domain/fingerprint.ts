/**
 * The fingerprint: what an approval covers (DESIGN.md 4.6). SHA-256 over a text that can be made by
 * hand (docs/fingerprint.md); names, counts and times of use are never in it.
 */
import { createHash } from 'node:crypto';
import type { ConsentKind, CredentialKind, Reach } from '#events/vocabulary.ts';
import { percentEncoded } from './percent-encoded.ts';
import { byCodePoint } from './scopes.ts';

/** The facets of an integration that an approval pins. Absent = the vendor does not tell. */
export interface FingerprintFacets {
  /** Canonical scopes. */
  readonly scopes?: readonly string[];
  readonly reach: Reach;
  readonly consentKind: ConsentKind;
  readonly publisher?: string;
  readonly redirectHosts?: readonly string[];
  readonly credentialKinds?: readonly CredentialKind[];
  readonly ipLimited?: boolean;
}

const UNKNOWN = '?';

function list(values: readonly string[] | undefined): string {
  if (values === undefined) return UNKNOWN;
  return [...new Set(values)].sort(byCodePoint).map(percentEncoded).join(' ');
}

/** The canonical text, one `name=value` line a facet, in this order, each ended by a line feed.
 *  Lists are sorted, percent-encoded and joined by one space; what is not told is a question mark. */
export function canonicalFacets(facets: FingerprintFacets): string {
  return [
    'grantline-fingerprint-v1',
    `scopes=${list(facets.scopes)}`,
    `reach=${facets.reach}`,
    `consent=${facets.consentKind}`,
    `publisher=${facets.publisher === undefined ? UNKNOWN : percentEncoded(facets.publisher)}`,
    `redirect-hosts=${list(facets.redirectHosts)}`,
    `credential-kinds=${list(facets.credentialKinds)}`,
    `ip-limited=${facets.ipLimited ?? UNKNOWN}`,
    '',
  ].join('\n');
}

/** Hex SHA-256 of the canonical text. */
export function fingerprintOf(facets: FingerprintFacets): string {
  return createHash('sha256').update(canonicalFacets(facets)).digest('hex');
}

/** Names of the lines on which two fingerprints differ. */
export function differingFacets(a: FingerprintFacets, b: FingerprintFacets): string[] {
  const right = canonicalFacets(b).split('\n');
  return canonicalFacets(a)
    .split('\n')
    .filter((line, index) => line !== right[index])
    .map((line) => line.slice(0, line.indexOf('=')));
}
