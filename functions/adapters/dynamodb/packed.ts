/**
 * Documents in the table are packed: JSON, deflated with a dictionary of our own field names. A
 * typical integration is half its size, which is what 1,000 known rows are read for. `grantline show`
 * is how people read them.
 */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { ContractError, GrantlineError } from '#domain/errors.ts';

/** Frequent texts, the most frequent last, where matches are cheapest. Changing a word here makes
 *  stored items unreadable: add a new generation beside it instead. */
const DICTIONARY = Buffer.from(
  [
    '"residualUntil":"acceptedAt":"rungsTried":["requestedBy":"requestedAt":"revocation":{"id":"rev_',
    '"suspension":{"by":"grantline","at":"resumeTo":"redirectHosts":["ipLimited":false,"publisher":"',
    '"expiresAt":"never","credentialIssuedAt":1,"credentialKinds":["private-key","api-key"],"lastUsedDay":',
    '"actor":{"type":"system"},"correlationId":"cause":{"kind":"sweep","ref":"policy":"default@1"',
    '"about":{"subject":{"integrationId":"int_"scopesTotal":"observedAt":"entityId":"int_"changed":{',
    '"events":[{"type":"integration.discovered","severity":"info","change":{"scopesKnown":true,"reasons":["',
    '"direction":"expanded","added":["removed":["reachBefore":"R3","reachAfter":"R3","classRaised":true,',
    '"sentence":"can now (points)","owner":"integration.scopes-changed","integration.approval-requested",',
    '"approval":{"fingerprint":"approver":"at":1"reviewAt":1"validUntil":1"taskId":"task_',
    '"owner":{"email":"@example.com","source":"resource-owner"},"stateReason":"approved by ',
    '"state":"approved","state":"pending-approval","state":"discovered","stateSince":17',
    '"clientName":"principalName":"consentKind":"organisation","person","handle":{"org":"installationId":"',
    '"id":"int_","vendor":"github","tenant":"kind":"github-app-installation","clientId":"principalId":"org:user:',
    '"vendor":"salesforce","kind":"salesforce-oauth-token","vendor":"okta","kind":"okta-api-token",',
    '"scopes":["metadata:read","contents:write"],"reach":"R3","fingerprint":"tier":1,"points":85,"topClass":"CODE",',
    '"incarnation":1,"version":1,"grantedAt":17"firstSeenAt":17"factAt":17"digest":"said":{},"deadline":{"kind":"',
  ].join(''),
);

const UNPACKED_BYTES_MAX = 4 * 1024 * 1024;

/** DynamoDB ends at 400 KB an item, keys and index fields too. */
const PACKED_BYTES_MAX = 300 * 1024;

/** Packs a JSON-able value.
 *  @throws GrantlineError limit-reached: more than an item holds, or than could be unpacked again */
export function pack(value: unknown): Uint8Array {
  const text = JSON.stringify(value);
  const bytes = Buffer.byteLength(text);
  if (bytes > UNPACKED_BYTES_MAX) throw tooLarge(bytes);
  const packed = deflateRawSync(text, { dictionary: DICTIONARY, level: 9 });
  if (packed.byteLength > PACKED_BYTES_MAX) throw tooLarge(packed.byteLength);
  // Copied: the library's answer holds on to a whole chunk of 16 KB.
  return new Uint8Array(packed);
}

function tooLarge(bytes: number): GrantlineError {
  return new GrantlineError(
    { code: 'limit-reached', retryable: false, message: 'a document is too large to be stored' },
    {
      facts: { bytes, packedBytesMax: PACKED_BYTES_MAX, unpackedBytesMax: UNPACKED_BYTES_MAX },
      remedy: 'Look at what the vendor lists for it: nobody reads as many scopes or items.',
    },
  );
}

/** Unpacks to what a schema has to parse next.
 *  @throws ContractError when the bytes are not of ours */
export function unpack(packed: unknown): unknown {
  if (!(packed instanceof Uint8Array)) throw new ContractError('a stored document is not bytes');
  try {
    const text = inflateRawSync(packed, {
      dictionary: DICTIONARY,
      maxOutputLength: UNPACKED_BYTES_MAX,
    }).toString('utf8');
    return JSON.parse(text);
  } catch (cause) {
    throw new ContractError('a stored document cannot be unpacked', { cause });
  }
}
