import { createEvidenceVault, evidenceKey } from '#adapters/s3/evidence-vault.ts';
import { AwsCallError, type SignedCaller } from '#adapters/signed-call.ts';
import { StaleWriteError } from '#domain/errors.ts';
import { emptyChain, headAt, recordsAfter } from '#domain/evidence.ts';
import { CHAIN, events } from '../support/evidence.ts';

const records = recordsAfter(emptyChain(CHAIN), events(3));

/** A bucket that keeps objects, or refuses with a status. */
function bucket(refuse?: number) {
  const objects = new Map<string, Uint8Array>();
  const refusal = (status: number) => new AwsCallError('s3', `status ${status}`, { status });
  const caller: SignedCaller = {
    json: () => Promise.reject(new TypeError('not of this test')),
    rest: () => Promise.reject(new TypeError('not of this test')),
    async object(method, { key, onlyIfAbsent }, body = new Uint8Array()) {
      if (refuse !== undefined) throw refusal(refuse);
      const there = objects.get(key);
      if (method === 'PUT') {
        if (onlyIfAbsent === true && there !== undefined) throw refusal(412);
        objects.set(key, body);
        return new Uint8Array();
      }
      if (there === undefined) throw refusal(404);
      return there;
    },
  };
  return { objects, vault: createEvidenceVault(caller, 'bucket') };
}

describe('the vault', () => {
  it('gives back what follows a head, and nothing where nothing lies', async () => {
    const { vault } = bucket();

    expect(await vault.save(emptyChain(CHAIN), records.slice(0, 2))).toBe('saved');

    expect(await vault.load(emptyChain(CHAIN))).toEqual(records.slice(0, 2));
    expect(await vault.load(headAt(records[1]!))).toBeUndefined();
  });

  it('writes over nothing', async () => {
    const { vault, objects } = bucket();
    await vault.save(emptyChain(CHAIN), records.slice(0, 2));
    const before = Buffer.from([...objects.values()][0]!).toString();

    expect(await vault.save(emptyChain(CHAIN), records)).toBe('taken');

    expect(Buffer.from([...objects.values()][0]!).toString()).toBe(before);
  });

  it('tells a race from a refusal, and a refusal from an absence', async () => {
    await expect(bucket(409).vault.save(emptyChain(CHAIN), records)).rejects.toThrow(
      StaleWriteError,
    );
    await expect(bucket(403).vault.save(emptyChain(CHAIN), records)).rejects.toThrow(AwsCallError);
    await expect(bucket(403).vault.load(emptyChain(CHAIN))).rejects.toThrow(AwsCallError);
  });

  it('names objects so that no tenant’s name leads into another chain', () => {
    const digits = (position: number) => String(position).padStart(12, '0');
    expect(evidenceKey({ ...emptyChain('okta:a/../b'), position: 41 })).toBe(
      `chains/okta%3Aa%2F..%2Fb/${digits(42)}.jsonl`,
    );
  });
});
