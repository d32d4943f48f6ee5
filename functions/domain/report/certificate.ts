/** The vendor-exit certificate: every integration of a vendor has ended, proven, and each of its tenants
 *  was seen whole since. One leftover, and there is no certificate. */
import type { LifecycleEvent } from '#events/catalogue.ts';
import { DecisionRefusedError, NotFoundError } from '../errors.ts';
import { chainNameOf, type EvidenceRecord } from '../evidence.ts';
import type { Integration } from '../integration.ts';
import { fromTimestamp, type Instant, toTimestamp } from '../time.ts';

/** An event with the record that keeps it. */
export interface Recorded {
  readonly event: LifecycleEvent;
  readonly record: Pick<EvidenceRecord, 'chain' | 'position'>;
}

export interface ExitMaterial {
  /** The vendor in words, as it was asked for. */
  readonly of: string;
  readonly generatedAt: Instant;
  /** Every integration of it, past ones too. */
  readonly integrations: readonly Integration[];
  readonly recorded: readonly Recorded[];
  /** When the newest complete sweep of each tenant began, by chain. */
  readonly sweptAt: ReadonlyMap<string, Instant>;
}

interface Ended {
  readonly integrationId: string;
  readonly name: string;
  readonly requestedAt: string | undefined;
  readonly endedAt: string;
  readonly how: string;
  /** Chain and position of the record that proves it. */
  readonly evidence: string;
}

export interface Certificate {
  readonly format: 'grantline-vendor-exit/1';
  readonly of: string;
  readonly generatedAt: string;
  readonly ended: readonly Ended[];
  readonly seenWhole: readonly { readonly chain: string; readonly at: string }[];
}

const LEFTOVERS_NAMED_MAX = 20;

/** Builds the certificate.
 *  @throws NotFoundError when nothing of the vendor was ever known
 *  @throws DecisionRefusedError naming every leftover */
export function certifyExit(material: ExitMaterial): Certificate {
  const { of, integrations, generatedAt } = material;
  if (integrations.length === 0) throw new NotFoundError(`no integration of ${of} was ever known`);
  const ended = integrations.map((one) => [one, endOf(one, material)] as const);
  const leftovers = ended.flatMap(([one, end]) =>
    typeof end === 'string' ? [named(one, end)] : [],
  );
  const ends = ended.flatMap(([, end]) => (typeof end === 'string' ? [] : [end]));
  const seenWhole = [...new Set(integrations.map(chainNameOf))].map((chain) => ({
    chain,
    since: material.sweptAt.get(chain) ?? 0,
  }));
  const last = Math.max(0, ...ends.map((end) => fromTimestamp(end.endedAt) ?? 0));
  leftovers.push(
    ...seenWhole
      .filter(({ since }) => since < last)
      .map(({ chain }) => `${chain} (no complete sweep began since the last end)`),
  );
  if (leftovers.length > 0) throw refusal(of, leftovers);
  return {
    format: 'grantline-vendor-exit/1',
    of,
    generatedAt: toTimestamp(generatedAt),
    ended: ends,
    seenWhole: seenWhole.map(({ chain, since }) => ({ chain, at: toTimestamp(since) })),
  };
}

function named({ id, clientName, clientId }: Integration, why: string): string {
  return `${id} ${clientName ?? clientId} (${why})`;
}

/** How it ended, or why that is not proven. The record must be of the life it is in now. */
function endOf(one: Integration, { recorded }: ExitMaterial): Ended | string {
  if (one.state !== 'verified' && one.state !== 'removed-at-source') return one.state;
  const own = recorded.filter(
    ({ event }) =>
      'subject' in event &&
      event.subject?.integrationId === one.id &&
      event.subject.incarnation === one.incarnation,
  );
  const end = own.findLast(
    ({ event }) =>
      event.type === 'integration.revocation-verified' ||
      event.type === 'integration.removed-at-source',
  );
  if (end === undefined) return `${one.state}, but no evidence of it is in the vault`;
  return {
    integrationId: one.id,
    name: one.clientName ?? one.clientId,
    requestedAt: own.findLast(({ event }) => event.type === 'integration.revocation-requested')
      ?.event.observedAt,
    endedAt: end.event.observedAt,
    how: howOf(end.event),
    evidence: `${end.record.chain} ${end.record.position}`,
  };
}

function howOf(event: LifecycleEvent): string {
  if (event.type === 'integration.revocation-verified') {
    const { rung, checks } = event.change;
    return `revoked by ${rung}; absent ${checks.absentAt}; ${checks.probe} ${checks.probeAt}`;
  }
  return event.type === 'integration.removed-at-source'
    ? `gone at the source (${event.change.cause})`
    : event.type;
}

function refusal(of: string, leftovers: readonly string[]): DecisionRefusedError {
  const more = leftovers.length - LEFTOVERS_NAMED_MAX;
  const listed = leftovers.slice(0, LEFTOVERS_NAMED_MAX).join('; ');
  return new DecisionRefusedError(
    `${of} has not ended: ${listed}${more > 0 ? `; and ${more} more` : ''}`,
    { remedy: 'End what is left (grantline revoke), then: grantline sweep --wait' },
  );
}
