/**
 * The next share of a mass revocation in one tenant: as many as the pace allows, asked for by the way
 * every revocation takes, then handed on with a delay. A crash anywhere repeats at most requests that
 * were made already, and those are recognised: each revocation names the incident it belongs to.
 */
import { DecisionRefusedError, NotFoundError, StaleWriteError } from '#domain/errors.ts';
import type { IncidentLane, IncidentTarget } from '#domain/incident.ts';
import { laneStep, leftoverDraft, progressDraft } from '#domain/incident-steps.ts';
import { refill, targetsPerMs, UNDOCUMENTED_LIMIT, waitFor } from '#domain/pace.ts';
import type { EventDraft } from '#domain/transition.ts';
import type { Vendor } from '#events/vocabulary.ts';
import { type EscalateManualPorts, escalateManual } from './escalate-manual.ts';
import type { IncidentMessage, IncidentQueue, Incidents } from './incident-port.ts';
import { incidentCircumstance, laneProgress } from './incident-progress.ts';
import { requestRevocation } from './request-revocation.ts';
import type { VendorConnector } from './vendor-port.ts';

export interface RunIncidentPorts extends EscalateManualPorts {
  readonly incidents: Incidents;
  readonly incidentQueue: IncidentQueue;
  readonly connector: (vendor: Vendor) => Promise<VendorConnector>;
}

/** Between two shares, when the pace allows more at once than one. */
const SHARE_MS = 5_000;
/** What one invocation can ask for well within its time. */
const SHARE_MAX = 100;
/** Between two tries while the vendor does not keep up, with one target each. */
const PAUSE_MS = 15_000;
/** Between two looks at what is under way. */
const LOOK_MS = 60_000;
/** A request this old should have an answer. */
const ANSWER_WITHIN_MS = 15_000;
/** How many requests are looked at to tell whether the vendor keeps up. */
const SAMPLE = 20;
const SAMPLE_MIN = 5;

/** Takes one share and hands on, until everything has ended. */
export async function runIncident(
  ports: RunIncidentPorts,
  message: IncidentMessage,
): Promise<void> {
  const lane = await ports.incidents.lane(message.incidentId, message);
  const incident = await ports.incidents.load(message.incidentId);
  if (incident === undefined || lane === undefined) throw new NotFoundError('no such incident');
  if (incident.state !== 'running' || lane.endedAt !== undefined) return;
  const waitMs = await goOn(ports, lane);
  if (waitMs === undefined) return;
  await ports.incidentQueue.send(message, Math.min(900, Math.max(1, Math.round(waitMs / 1000))));
}

/** @returns undefined when everything has ended, or another message goes on with this tenant */
async function goOn(ports: RunIncidentPorts, lane: IncidentLane): Promise<number | undefined> {
  try {
    return lane.next < lane.live ? await takeShare(ports, lane) : await look(ports, lane);
  } catch (error) {
    // Said twice, or delivered twice: whoever wrote the row first hands it on.
    if (error instanceof StaleWriteError && (await isAhead(ports, lane))) return undefined;
    throw error;
  }
}

async function isAhead({ incidents }: RunIncidentPorts, lane: IncidentLane): Promise<boolean> {
  const now = await incidents.lane(lane.incidentId, lane);
  return now !== undefined && now.version > lane.version;
}

async function takeShare(ports: RunIncidentPorts, lane: IncidentLane): Promise<number> {
  const now = ports.clock.now();
  if (lane.pausedUntil !== undefined && lane.pausedUntil > now) return lane.pausedUntil - now;
  const { capabilities } = await ports.connector(lane.vendor);
  const perMs = targetsPerMs(capabilities.limit ?? UNDOCUMENTED_LIMIT);
  const bucket = refill({ tokens: lane.tokens, countedAt: lane.countedAt ?? now }, perMs, now);
  const slow = !(await keepsUp(ports, lane, perMs));
  const share = slow ? 1 : Math.min(SHARE_MAX, Math.floor(bucket.tokens));
  const targets = await ports.incidents.targets(lane.incidentId, lane, {
    from: lane.next,
    count: Math.min(share, lane.live - lane.next),
  });
  for (const target of targets) await request(ports, lane, target);
  const next: IncidentLane = {
    ...lane,
    version: lane.version + 1,
    next: lane.next + targets.length,
    tokens: slow ? 0 : bucket.tokens - targets.length,
    countedAt: now,
    pausedUntil: slow ? now + PAUSE_MS : undefined,
  };
  if (next.next >= lane.live) next.requestedAt = now;
  await commit(ports, next, sayTenth(lane, next, perMs));
  if (slow) return PAUSE_MS;
  if (next.tokens >= 1) return 1_000;
  return Math.max(SHARE_MS, waitFor({ tokens: next.tokens, countedAt: now }, perMs, 1));
}

/** Said at the start, whenever another tenth is asked for, and when all is. */
function sayTenth(before: IncidentLane, next: IncidentLane, perMs: number): EventDraft | undefined {
  const tenth = ({ next: done, live }: IncidentLane) => Math.floor((done * 10) / live);
  if (before.countedAt !== undefined && tenth(before) === tenth(next)) return undefined;
  const gone = next.total - next.live;
  const totals = { targets: next.total, requested: next.next, proven: gone, failed: 0 };
  return progressDraft(
    next,
    totals,
    (next.countedAt ?? 0) + Math.ceil((next.live - next.next) / perMs),
  );
}

/** Whether the vendor accepts what was asked for: of the last ones that had time, at least half. A
 *  429 and an outage look the same from here, and slow this tenant only. */
async function keepsUp(
  ports: RunIncidentPorts,
  lane: IncidentLane,
  perMs: number,
): Promise<boolean> {
  const lag = lane.pausedUntil === undefined ? Math.ceil(ANSWER_WITHIN_MS * perMs) : 0;
  const end = lane.next - lag;
  const from = Math.max(0, end - SAMPLE);
  if (end - from < SAMPLE_MIN) return true;
  const range = { from, count: lane.pausedUntil === undefined ? end - from : 1 };
  if (lane.pausedUntil !== undefined) range.from = end - 1;
  const sample = await ports.incidents.targets(lane.incidentId, lane, range);
  let waiting = 0;
  for (const { integrationId, ...ref } of sample) {
    const known = await ports.inventory.load({ ...ref, id: integrationId });
    if (known?.state === 'revoking' && known.revocation?.rungsTried.length === 0) waiting += 1;
  }
  return waiting * 2 <= sample.length;
}

/** What cannot be asked for is no reason to stop: it is told as left over. */
async function request(
  ports: RunIncidentPorts,
  lane: IncidentLane,
  target: IncidentTarget,
): Promise<void> {
  const by = `incident:${lane.incidentId}`;
  const known = await ports.inventory.load({ ...lane, id: target.integrationId });
  if (known === undefined || known.incarnation !== target.incarnation) return;
  if (known.revocation?.requestedBy === by) return;
  try {
    await requestRevocation(ports, {
      integrationId: known.id,
      incarnation: known.incarnation,
      fingerprint: known.fingerprint,
      reason: 'incident',
      by,
      correlationId: lane.incidentId,
    });
  } catch (error) {
    // Gone or come back meanwhile: `show` tells which.
    if (!(error instanceof DecisionRefusedError || error instanceof NotFoundError)) throw error;
  }
}

/** Looks at what is under way; at the end says what is left.
 *  @returns undefined when everything has ended */
async function look(ports: RunIncidentPorts, lane: IncidentLane): Promise<number | undefined> {
  const targets = await ports.incidents.targets(lane.incidentId, lane);
  const progress = await laneProgress(ports, lane, targets);
  if (!progress.ended) {
    await escalateManual(ports, lane, progress);
    return LOOK_MS;
  }
  const now = ports.clock.now();
  const next = { ...lane, version: lane.version + 1, endedAt: now };
  const event = leftoverDraft(next, progress) ?? progressDraft(next, progress.totals, now);
  await commit(ports, next, event);
  return undefined;
}

async function commit(
  ports: RunIncidentPorts,
  next: IncidentLane,
  event: EventDraft | undefined,
): Promise<void> {
  const circumstance = incidentCircumstance(ports, { id: next.incidentId });
  await ports.ledger.commit([{ entity: 'incident-lane', ...laneStep(next, event, circumstance) }]);
}
