/** Bodies too large for a queue, and the seen ids of long sweeps. */
import type { PayloadStore } from '#use-cases/ports.ts';
import type { SignedCaller } from '../signed-call.ts';

/** Payloads in a bucket. */
export function createPayloadStore(caller: SignedCaller, bucket: string): PayloadStore {
  return {
    async save(key, body) {
      await caller.object('PUT', { bucket, key }, body);
    },
    load: (key) => caller.object('GET', { bucket, key }),
  };
}
