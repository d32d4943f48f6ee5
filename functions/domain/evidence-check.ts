/**
 * Verifies an export without anything else: a fold over its lines that keeps one hash, so a file of
 * any length is read once. Line 1 is the head; every further line is one record.
 */
import * as z from 'zod';
import { canonicalJson } from './canonical-json.ts';
import {
  ChainHead,
  type EvidenceRecord,
  emptyChain,
  faultOf,
  hashesOf,
  headAt,
  parseLine,
  Seal,
} from './evidence.ts';
import { parseJson } from './json.ts';

/** First line of an export: what the rest must come to. */
const ExportHead = z.strictObject({
  format: z.literal('grantline-evidence-export/1'),
  head: ChainHead,
  /** The newest seal at the time of the export; absent while there is none. */
  seal: Seal.optional(),
});
type ExportHead = z.infer<typeof ExportHead>;

/** The first line of an export, without a line feed. */
export function exportHeadLine(head: ChainHead, seal: Seal | undefined): string {
  return canonicalJson({ format: 'grantline-evidence-export/1', head, seal });
}

/** How an export can be broken. `missing`: a record is left out; `reordered`: it stands further
 *  down; `truncated`: the end, or the head, is gone. */
export type Fault = 'tampered' | 'missing' | 'reordered' | 'repeated' | 'foreign' | 'truncated';

/** The first line that is wrong, counted from 1, and what is wrong with it. */
export interface Break {
  readonly line: number;
  readonly fault: Fault;
  readonly detail: string;
}

export interface Check {
  /** Lines read. */
  readonly line: number;
  readonly promised?: ExportHead;
  /** Last record that is in order. */
  readonly at?: ChainHead;
  readonly firstAt?: string;
  readonly lastAt?: string;
  readonly broken?: Break;
  /** Position of the record that `broken` misses; it may still turn up. */
  readonly missing?: number;
  /** A root that the verifier got elsewhere, and whether a record has that hash. */
  readonly root?: string;
  readonly rootSeen: boolean;
}

/** The state before the first line.
 *  @param root hash of a seal that was kept apart from the export; it must be of one of the records */
export function beginCheck(root?: string): Check {
  return { line: 0, root, rootSeen: root === undefined };
}

/** Reads one line, given without its line feed. */
export function checkLine(check: Check, text: string): Check {
  const next = { ...check, line: check.line + 1 };
  if (check.broken !== undefined) return lookForMissing(next, text);
  if (check.promised === undefined) return checkHead(next, text);
  return checkRecord(next, { promised: check.promised, text });
}

function checkHead(next: Check, text: string): Check {
  const parsed = ExportHead.safeParse(parseJson(text));
  if (!parsed.success || canonicalJson(parsed.data) !== text) {
    return broken(next, 'truncated', 'the export does not begin with its head');
  }
  const promised = parsed.data;
  if (promised.seal !== undefined && promised.seal.chain !== promised.head.chain) {
    return broken(next, 'tampered', 'the seal is of another chain than the head');
  }
  if ((promised.seal?.position ?? 0) > promised.head.position) {
    return broken(next, 'truncated', 'the seal covers more records than the head');
  }
  return { ...next, promised, at: emptyChain(promised.head.chain) };
}

function checkRecord(next: Check, line: { promised: ExportHead; text: string }): Check {
  const { promised, text } = line;
  const record = parseLine(text);
  const at = next.at ?? emptyChain(promised.head.chain);
  if (record === undefined) return broken(next, 'tampered', 'it is no record in canonical form');
  const out = outOfPlace(record, at);
  if (out !== undefined) {
    const missing = out.fault === 'missing' ? at.position + 1 : undefined;
    return { ...broken(next, out.fault, out.detail), missing };
  }
  const fault = faultOf(record, at);
  if (fault !== undefined) return broken(next, 'tampered', fault);
  if (record.position > promised.head.position) {
    return broken(next, 'foreign', `the head ends at record ${promised.head.position}`);
  }
  const { seal } = promised;
  if (seal?.position === record.position && seal.root !== record.hash) {
    return broken(next, 'tampered', 'it is not the record that was sealed');
  }
  const rootSeen = next.rootSeen || record.hash === next.root;
  const firstAt = next.firstAt ?? record.observedAt;
  return { ...next, at: headAt(record), rootSeen, firstAt, lastAt: record.observedAt };
}

/** A sound record in the wrong place; one that is not sound is judged by what was changed in it. */
function outOfPlace(
  record: EvidenceRecord,
  at: ChainHead,
): Pick<Break, 'fault' | 'detail'> | undefined {
  const { payloadHash, hash } = hashesOf(record);
  if (record.payloadHash !== payloadHash || record.hash !== hash) return undefined;
  const expected = at.position + 1;
  if (record.chain !== at.chain) {
    return { fault: 'foreign', detail: `it belongs to the chain ${record.chain}` };
  }
  if (record.position === expected) return undefined;
  return record.position > expected
    ? { fault: 'missing', detail: `record ${expected} is not there` }
    : { fault: 'repeated', detail: `record ${record.position} stands above already` };
}

/** A record that is missed and stands further down was moved, not left out. */
function lookForMissing(next: Check, text: string): Check {
  if (next.missing === undefined || next.broken === undefined) return next;
  if (parseLine(text)?.position !== next.missing) return next;
  const detail = `record ${next.missing} stands on line ${next.line} instead`;
  return { ...next, missing: undefined, broken: { ...next.broken, fault: 'reordered', detail } };
}

function broken(check: Check, fault: Fault, detail: string): Check {
  return { ...check, broken: { line: check.line, fault, detail } };
}

/** What came of it. */
export type Verdict =
  | {
      readonly verdict: 'intact';
      readonly head: ChainHead;
      readonly seal: Seal | undefined;
      readonly firstAt: string | undefined;
      readonly lastAt: string | undefined;
    }
  | ({ readonly verdict: 'broken' } & Break);

/** The verdict after the last line. */
export function endCheck(check: Check): Verdict {
  const found = check.broken ?? endFault(check);
  if (found !== undefined) return { verdict: 'broken', ...found };
  const { promised, firstAt, lastAt } = check;
  const head = promised?.head ?? emptyChain('');
  return { verdict: 'intact', head, seal: promised?.seal, firstAt, lastAt };
}

function endFault({ promised, at, line, rootSeen }: Check): Break | undefined {
  if (promised === undefined || at === undefined) {
    return { line: 1, fault: 'truncated', detail: 'the export is empty' };
  }
  const { position, hash } = promised.head;
  if (at.position < position) {
    const detail = `records ${at.position + 1} to ${position} are not there`;
    return { line: line + 1, fault: 'truncated', detail };
  }
  if (at.hash !== hash) {
    return { line: 1, fault: 'tampered', detail: 'the head does not name the last record' };
  }
  if (rootSeen) return undefined;
  return {
    line: 1,
    fault: 'tampered',
    detail: 'no record has the root that was given: rewritten, or cut before it',
  };
}
