/**
 * Evidence: every lifecycle event of a vendor tenant as a record of a hash chain. A record names the
 * hash of the one before it, so nothing can be changed, left out or moved without every later hash
 * changing. docs/evidence.md shows how to reproduce a hash by hand.
 */
import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { LifecycleEvent } from '#events/catalogue.ts';
import { Timestamp } from '#events/envelope.ts';
import { Vendor } from '#events/vocabulary.ts';
import { canonicalJson } from './canonical-json.ts';
import { withoutCredentials } from './credential-shape.ts';
import { ContractError } from './errors.ts';
import { parseJson } from './json.ts';

/** Hex SHA-256. */
const Hash = z.string().regex(/^[0-9a-f]{64}$/);

/** Chain of events that name no tenant: answers to tasks whose integration is not known any more. */
const UNPLACED = 'grantline';

/** `<vendor>:<tenant>`, or `grantline`. */
const ChainName = z.string().min(1).max(512);

const FORMAT = 'grantline-evidence/1';

export const EvidenceRecord = z.strictObject({
  format: z.literal(FORMAT),
  chain: ChainName,
  /** 1 is the first of the chain; no number is left out. */
  position: z.int().positive(),
  /** Hash of the record before; 64 zeros before the first. */
  previous: Hash,
  /** Detail type of the event. */
  kind: z.string().min(1),
  /** Id of the event; a chain holds each once. */
  eventId: z.string().min(1),
  /** Whom it is about: integration, task, else the chain. */
  subject: z.string().min(1),
  observedAt: Timestamp,
  /** SHA-256 over the canonical JSON of `payload`. */
  payloadHash: Hash,
  /** The event as it was said. */
  payload: z.record(z.string(), z.unknown()),
  /** SHA-256 over the canonical JSON of the record without `payload` and `hash`. */
  hash: Hash,
});
export type EvidenceRecord = z.infer<typeof EvidenceRecord>;

/** Where a chain ends. */
export const ChainHead = z.strictObject({
  chain: ChainName,
  /** 0 while there is no record. */
  position: z.int().nonnegative(),
  hash: Hash,
});
export type ChainHead = z.infer<typeof ChainHead>;

/** A statement about a chain up to a position, made once a day and said as `evidence.sealed`. */
export const Seal = z.strictObject({
  chain: ChainName,
  version: z.int().positive(),
  /** First and last position that this seal adds. */
  from: z.int().positive(),
  position: z.int().positive(),
  /** Hash of the record at `position`: it commits to everything before. */
  root: Hash,
  sealedAt: z.int(),
});
export type Seal = z.infer<typeof Seal>;

/** The vendor tenant of a chain; undefined for the chain of what names none. */
export function tenantOf(chain: string): { vendor: Vendor; tenant: string } | undefined {
  const colon = chain.indexOf(':');
  const vendor = Vendor.safeParse(chain.slice(0, colon));
  if (colon < 0 || !vendor.success) return undefined;
  return { vendor: vendor.data, tenant: chain.slice(colon + 1) };
}

/** Name of the chain of a vendor tenant. */
export function chainNameOf(of: { vendor: Vendor; tenant: string }): string {
  return `${of.vendor}:${of.tenant}`;
}

/** The chain an event belongs to. */
export function chainOf(event: LifecycleEvent): string {
  if ('tenant' in event) return chainNameOf(event.tenant);
  return !('subject' in event) || event.subject === undefined
    ? UNPLACED
    : chainNameOf(event.subject);
}

/** The head of a chain that has no record yet. */
export function emptyChain(chain: string): ChainHead {
  return { chain, position: 0, hash: '0'.repeat(64) };
}

/** Hex SHA-256 of a text in UTF-8. */
function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** What a record's two hashes must be. */
export function hashesOf(record: EvidenceRecord): { payloadHash: string; hash: string } {
  const { payload, hash: _hash, ...header } = record;
  return { payloadHash: sha256(canonicalJson(payload)), hash: sha256(canonicalJson(header)) };
}

/** The line of a record, without a line feed. */
export function lineOf(record: EvidenceRecord): string {
  return canonicalJson(record);
}

/** The records that follow a head, one an event, in the order given.
 *  @param events of that chain, each once */
export function recordsAfter(head: ChainHead, events: readonly LifecycleEvent[]): EvidenceRecord[] {
  let { position, hash: previous } = head;
  return events.map((event) => {
    position += 1;
    const record = recordOf(event, { chain: head.chain, position, previous });
    previous = record.hash;
    return record;
  });
}

function recordOf(
  event: LifecycleEvent,
  place: { chain: string; position: number; previous: string },
): EvidenceRecord {
  const payload = z.record(z.string(), z.unknown()).parse(withoutCredentials(event));
  const header = {
    format: FORMAT,
    ...place,
    kind: event.type,
    eventId: event.id,
    subject: subjectOf(event),
    observedAt: event.observedAt,
    payloadHash: sha256(canonicalJson(payload)),
  } as const;
  return { ...header, payload, hash: sha256(canonicalJson(header)) };
}

function subjectOf(event: LifecycleEvent): string {
  if ('subject' in event && event.subject !== undefined) return event.subject.integrationId;
  return 'task' in event ? event.task.taskId : chainOf(event);
}

/** Head after a record. */
export function headAt({ chain, position, hash }: EvidenceRecord): ChainHead {
  return { chain, position, hash };
}

/** Why a record does not follow a head; undefined when it does.
 *  @returns words for the person who verifies */
export function faultOf(record: EvidenceRecord, head: ChainHead): string | undefined {
  const { payloadHash, hash } = hashesOf(record);
  const { payload } = record;
  if (record.payloadHash !== payloadHash) return 'its payload was changed';
  if (record.hash !== hash) return 'its hash is not that of its fields';
  if (record.chain !== head.chain) return `it belongs to the chain ${record.chain}`;
  if (payload.id !== record.eventId || payload.type !== record.kind) {
    return 'it names another event than its payload';
  }
  if (record.position !== head.position + 1) {
    return `it is record ${record.position}, expected ${head.position + 1}`;
  }
  return record.previous === head.hash ? undefined : 'it does not follow the record before it';
}

/** Records of stored lines, held to the head they follow.
 *  @throws ContractError when a line is no record or does not follow: the chain is broken */
export function readRecords(text: string, head: ChainHead): EvidenceRecord[] {
  let at = head;
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const record = parseLine(line);
      const fault =
        record === undefined ? 'it is no record in canonical form' : faultOf(record, at);
      if (record === undefined || fault !== undefined) throw brokenChain(at, fault);
      at = headAt(record);
      return record;
    });
}

function brokenChain(head: ChainHead, fault: string | undefined): ContractError {
  return new ContractError(`the evidence of ${head.chain} is broken: ${fault}`, {
    remedy: 'Follow docs/runbooks/evidence-dead-letters.md; do not repair the chain in place.',
    facts: { chain: head.chain, after: head.position },
  });
}

/** The record of a line; undefined when the line is not exactly the canonical form of one. */
export function parseLine(line: string): EvidenceRecord | undefined {
  const parsed = EvidenceRecord.safeParse(parseJson(line));
  return parsed.success && lineOf(parsed.data) === line ? parsed.data : undefined;
}
