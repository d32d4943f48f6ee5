import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { canonicalJson } from '#domain/canonical-json.ts';
import { ContractError } from '#domain/errors.ts';
import {
  chainNameOf,
  chainOf,
  type EvidenceRecord,
  emptyChain,
  headAt,
  lineOf,
  readRecords,
  recordsAfter,
  type Seal,
  tenantOf,
} from '#domain/evidence.ts';
import { beginCheck, checkLine, endCheck, exportHeadLine } from '#domain/evidence-check.ts';
import { AnyLifecycleEvent } from '#events/catalogue.ts';
import { VENDORS } from '#events/vocabulary.ts';
import { CHAIN, events, sample } from '../support/evidence.ts';

const LONGEST = recordsAfter(emptyChain(CHAIN), events(12));

/** The first records of the one chain. */
const chain = (count: number) => LONGEST.slice(0, count);

function aSeal(records: readonly EvidenceRecord[], position: number): Seal {
  const root = records[position - 1]?.hash ?? '';
  return { chain: CHAIN, version: 1, from: 1, position, root, sealedAt: 1_772_355_600_000 };
}

/** Lines of an export. */
function exported(records: readonly EvidenceRecord[], seal?: Seal): string[] {
  const last = records.at(-1);
  const head = last === undefined ? emptyChain(CHAIN) : headAt(last);
  return [exportHeadLine(head, seal), ...records.map(lineOf)];
}

function verify(lines: readonly string[], root?: string) {
  return endCheck(lines.reduce(checkLine, beginCheck(root)));
}

/** A record changed and hashed anew, as somebody would who knows the form. */
function forged(record: EvidenceRecord, changes: Partial<EvidenceRecord>): EvidenceRecord {
  const { hash: _hash, payload, ...header } = { ...record, ...changes };
  const payloadHash = createHash('sha256').update(canonicalJson(payload)).digest('hex');
  const told = { ...header, payloadHash };
  const hash = createHash('sha256').update(canonicalJson(told)).digest('hex');
  return { ...told, payload, hash };
}

const length = fc.integer({ min: 2, max: 12 });
const at = (count: number) => fc.integer({ min: 1, max: count });
const CHARACTER = fc.string({ minLength: 1, maxLength: 1 });
const chainAndPlace = length.chain((count) => fc.tuple(fc.constant(count), at(count)));

describe('a chain of evidence', () => {
  it('is verified from its export alone, whatever its length and its batches', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 3 }), (batches) => {
        const all = events(batches.reduce((sum, size) => sum + size, 0));
        const records: EvidenceRecord[] = [];
        let taken = 0;
        for (const size of batches) {
          const last = records.at(-1);
          const head = last === undefined ? emptyChain(CHAIN) : headAt(last);
          records.push(...recordsAfter(head, all.slice(taken, taken + size)));
          taken += size;
        }

        expect(records).toEqual(recordsAfter(emptyChain(CHAIN), all));
        expect(verify(exported(records))).toMatchObject({ verdict: 'intact' });
      }),
    );
  });

  it('has hashes that can be made by hand: sorted JSON, SHA-256', () => {
    const [first, second] = chain(2);
    const byHand = createHash('sha256')
      .update(
        `{"chain":"github:9001","eventId":"${first!.eventId}","format":"grantline-evidence/1",` +
          `"kind":"sweep.completed","observedAt":"${first!.observedAt}",` +
          `"payloadHash":"${first!.payloadHash}","position":1,"previous":"${'0'.repeat(64)}",` +
          '"subject":"github:9001"}',
      )
      .digest('hex');

    expect(first!.hash).toBe(byHand);
    expect(second!.previous).toBe(byHand);
  });

  it('shows any changed character, on its line', () => {
    fc.assert(
      fc.property(chainAndPlace, fc.nat(), CHARACTER, ([count, line], where, character) => {
        const lines = exported(chain(count));
        const text = lines[line]!;
        const index = where % text.length;
        fc.pre(text[index] !== character);
        lines[line] = text.slice(0, index) + character + text.slice(index + 1);

        expect(verify(lines)).toMatchObject({ verdict: 'broken', line: line + 1 });
      }),
      { numRuns: 300 },
    );
  });

  it('shows a removed record where it is missing', () => {
    fc.assert(
      fc.property(chainAndPlace, ([count, line]) => {
        const lines = exported(chain(count));
        lines.splice(line, 1);

        const fault = line === count ? 'truncated' : 'missing';
        expect(verify(lines)).toMatchObject({ verdict: 'broken', line: line + 1, fault });
      }),
    );
  });

  it('shows two records that changed places', () => {
    fc.assert(
      fc.property(
        length.chain((count) => fc.tuple(fc.constant(count), at(count), at(count))),
        ([count, one, other]) => {
          fc.pre(one < other);
          const lines = exported(chain(count));
          [lines[one], lines[other]] = [lines[other]!, lines[one]!];

          expect(verify(lines)).toMatchObject({ line: one + 1, fault: 'reordered' });
        },
      ),
    );
  });

  it('shows a record that stands twice', () => {
    fc.assert(
      fc.property(chainAndPlace, ([count, line]) => {
        const lines = exported(chain(count));
        lines.splice(line + 1, 0, lines[line]!);

        expect(verify(lines)).toMatchObject({ line: line + 2, fault: 'repeated' });
      }),
    );
  });

  it('shows a cut end, also when the head went with it or was bent to fit a sealed chain', () => {
    fc.assert(
      fc.property(chainAndPlace, ([count, kept]) => {
        fc.pre(kept < count);
        const records = chain(count);
        const cut = exported(records).slice(0, kept + 1);
        const bent = exported(records.slice(0, kept), aSeal(records, count));

        expect(verify(cut)).toMatchObject({ line: kept + 2, fault: 'truncated' });
        expect(verify(cut.slice(1))).toMatchObject({ line: 1, fault: 'truncated' });
        expect(verify(bent)).toMatchObject({ line: 1, fault: 'truncated' });
      }),
    );
  });

  it('shows a record that was changed and hashed anew, at the latest by what follows', () => {
    fc.assert(
      fc.property(chainAndPlace, ([count, position]) => {
        const records = chain(count);
        const payload = { ...records[position - 1]!.payload, severity: 'critical' };
        const honest = exported(records);
        honest[position] = lineOf(forged(records[position - 1]!, { payload }));

        const verdict = verify(honest);
        expect(verdict).toMatchObject({ verdict: 'broken', fault: 'tampered' });
        expect(verdict).toMatchObject({ line: position === count ? 1 : position + 2 });
      }),
    );
  });

  it('written anew from a record on is shown by the seal, and by a root kept elsewhere', () => {
    fc.assert(
      fc.property(chainAndPlace, ([count, position]) => {
        const records = chain(count);
        const before = records.slice(0, position - 1);
        const head = before.length === 0 ? emptyChain(CHAIN) : headAt(before.at(-1)!);
        const anew = [...before, ...recordsAfter(head, events(count + 5).slice(position + 2))];
        const seal = aSeal(records, count);

        expect(verify(exported(anew, seal))).toMatchObject({ line: count + 1, fault: 'tampered' });
        expect(verify(exported(anew))).toMatchObject({ verdict: 'intact' });
        expect(verify(exported(anew), seal.root)).toMatchObject({ line: 1, fault: 'tampered' });
        expect(verify(exported(records, seal), seal.root)).toMatchObject({ verdict: 'intact' });
      }),
    );
  });

  it('takes no record of another chain, and none beyond its head', () => {
    const records = chain(3);
    const [foreign] = recordsAfter(emptyChain('okta:acme'), events(1));

    const mixed = [exported(records)[0]!, lineOf(foreign!)];
    const longer = [exported(records.slice(0, 2))[0]!, ...records.map(lineOf)];

    expect(verify(mixed)).toMatchObject({ line: 2, fault: 'foreign' });
    expect(verify(longer)).toMatchObject({ line: 4, fault: 'foreign' });
  });

  it('is refused as nothing, as another kind of file, and with a line that is no JSON', () => {
    expect(verify([])).toMatchObject({ line: 1, fault: 'truncated' });
    expect(verify(['{"a":1}'])).toMatchObject({ line: 1, fault: 'truncated' });
    expect(verify([...exported(chain(2)), 'x'])).toMatchObject({ line: 4, fault: 'tampered' });
  });

  it('without a record yet is intact', () => {
    expect(verify(exported([]))).toMatchObject({ verdict: 'intact', head: { position: 0 } });
  });

  it('read back from the store is held to the head it follows', () => {
    const records = chain(4);
    const text = `${records.slice(2).map(lineOf).join('\n')}\n`;

    expect(readRecords(text, headAt(records[1]!))).toEqual(records.slice(2));
    expect(() => readRecords(text, headAt(records[0]!))).toThrow(ContractError);
    expect(() =>
      readRecords(text.replace('"severity":"info"', '"severity":"low"'), headAt(records[1]!)),
    ).toThrow('is broken');
  });
});

describe('the chain of an event', () => {
  it('is the vendor tenant it is about', () => {
    expect(chainOf(sample('sweep.completed'))).toBe('github:9001');
    expect(chainOf(sample('integration.discovered'))).toMatch(/^github:\d+$/);
    expect(chainOf(sample('finding.raised'))).toMatch(/^(github|okta|salesforce):/);
  });

  it('names its tenant, whatever the tenant is called', () => {
    fc.assert(
      fc.property(fc.constantFrom(...VENDORS), fc.string({ minLength: 1 }), (vendor, tenant) => {
        expect(tenantOf(chainNameOf({ vendor, tenant }))).toEqual({ vendor, tenant });
      }),
    );
    expect(tenantOf('grantline')).toBeUndefined();
  });

  it('is the one of what names no tenant, when it names none', () => {
    const { subject: _subject, ...event } = { subject: undefined, ...sample('task.done') };
    expect(chainOf(AnyLifecycleEvent.parse(event))).toBe('grantline');
  });
});
