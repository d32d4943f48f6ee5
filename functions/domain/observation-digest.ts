/**
 * Digest of everything an observation says that is not volatile. Two equal digests mean: nothing to
 * decide, nothing to write. Line text and one hash, because this runs for every unchanged record.
 */
import { hash } from 'node:crypto';
import type { Observation } from './observation.ts';

/** 22 characters of base64url SHA-256. Last use is left out: it is compared by itself. What has a
 *  wire form is known by that. */
export function observationDigest(observation: Observation): string {
  return wireDigest(observation.wire ?? factsText(observation));
}

/** The digest of a row known by its wire form. */
export function wireDigest(wire: string): string {
  return hash('sha256', wire, 'base64url').slice(0, 22);
}

function factsText(observation: Observation): string {
  const { presence, principal } = observation;
  return [
    presence.status,
    observation.clientName,
    observation.publisher,
    principal?.name,
    principal?.consentKind,
    principal?.active,
    setText(observation.scopes),
    observation.reach,
    setText(observation.redirectHosts),
    setText(observation.credentialKinds),
    observation.ipLimited,
    observation.grantedAt,
    observation.credentialIssuedAt,
    observation.expiresAt,
    handleText(observation.handle),
  ].join('\n');
}

function setText(values: readonly string[] | undefined): string | undefined {
  if (values === undefined) return undefined;
  if (values.length < 2) return `=${values[0] ?? ''}`;
  return `=${(isSorted(values) ? values : [...values].sort()).join('\t')}`;
}

function isSorted(values: readonly string[]): boolean {
  return values.every((value, index) => index === 0 || (values[index - 1] ?? '') <= value);
}

function handleText(handle: Readonly<Record<string, string>> | undefined): string | undefined {
  if (handle === undefined) return undefined;
  const names = Object.keys(handle);
  let text = '';
  for (const name of isSorted(names) ? names : names.sort()) text += `${name}=${handle[name]}\t`;
  return text;
}
