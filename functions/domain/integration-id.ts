/**
 * Stable id of an integration: who acts (client) for whom (principal), under which kind of grant,
 * at which tenant. It survives token refresh, secret rotation and re-installation.
 */
import { hash } from 'node:crypto';
import type { IntegrationKey } from './observation.ts';
import { percentEncoded } from './percent-encoded.ts';

/** Canonical text that is hashed: six lines, values percent-encoded, each ended by a line feed.
 *  By hand: `printf 'grantline-integration-v1\nvendor=github\n…' | sha256sum`. */
export function canonicalKey(key: IntegrationKey): string {
  const lines = [
    'grantline-integration-v1',
    `vendor=${key.vendor}`,
    `tenant=${percentEncoded(key.tenant)}`,
    `kind=${key.kind}`,
    `client=${percentEncoded(key.clientId)}`,
    `principal=${percentEncoded(key.principalId)}`,
  ];
  return `${lines.join('\n')}\n`;
}

/** `int_` and the first 26 hex digits of SHA-256 over the canonical key. */
export function integrationId(key: IntegrationKey): string {
  return `int_${hash('sha256', canonicalKey(key), 'hex').slice(0, 26)}`;
}
