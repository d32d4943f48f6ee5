/**
 * What one signal of a delivery or feed leads to. A signed, complete fact is applied; a hint is
 * looked up at the vendor first; what cannot be looked up singly is swept.
 */
import { GrantlineError } from '#domain/errors.ts';
import type { Observation } from '#domain/observation.ts';
import { applyObservation, type ObservationPorts, type Provenance } from './apply-observation.ts';
import { applyPerson } from './apply-person.ts';
import type { Connection, Vendors, WorkQueue } from './ports.ts';
import type { ActTarget, FollowUp, Signal } from './vendor-port.ts';

export interface SignalPorts extends ObservationPorts {
  readonly vendors: Vendors;
  readonly workQueue: WorkQueue;
}

export type SignalOutcome = 'applied' | 'unchanged' | 'superseded' | 'looked-up' | 'swept';

interface Context {
  readonly connection: Connection;
  readonly provenance: Provenance;
  /** Whether the record proves what it says. */
  readonly trusted: boolean;
}

/** Follows every signal of one record. One that can never be followed, such as a read that the vendor
 *  forbids, keeps none of the others from its effect.
 *  @returns the first such refusal
 *  @throws GrantlineError retryable: all are followed again */
export async function applySignals(
  ports: SignalPorts,
  signals: readonly Signal[],
  context: Context,
): Promise<{ outcomes: readonly SignalOutcome[]; refused: GrantlineError | undefined }> {
  const outcomes: SignalOutcome[] = [];
  let refused: GrantlineError | undefined;
  for (const signal of signals) {
    try {
      outcomes.push(await applySignal(ports, signal, context));
    } catch (error) {
      if (!(error instanceof GrantlineError) || error.retryable) throw error;
      refused ??= error;
    }
  }
  return { outcomes, refused };
}

/** Follows one signal to its effect. */
async function applySignal(
  ports: SignalPorts,
  signal: Signal,
  context: Context,
): Promise<SignalOutcome> {
  if (context.trusted && signal.observation !== undefined) {
    const outcome = await applyTrusted(ports, signal.observation, context);
    if (signal.followUp !== undefined) await follow(ports, signal.followUp, context);
    return outcome;
  }
  if (context.trusted && signal.person !== undefined) {
    // A leaver told without a time left when we heard of it.
    const occurredAt = signal.person.occurredAt ?? context.provenance.observedAt;
    const person = { ...signal.person, occurredAt };
    return (await applyPerson(ports, person)) ? 'applied' : 'unchanged';
  }
  if (signal.followUp !== undefined) return follow(ports, signal.followUp, context);
  // Nothing to look at singly: the sweep of the tenant is the truth.
  await ports.workQueue.send({
    kind: 'sweep',
    vendor: context.connection.vendor,
    tenant: context.connection.tenant,
  });
  return 'swept';
}

/** A removal without the vendor's time may be old news about something that came back since: the
 *  vendor is asked before anything is called gone. */
async function applyTrusted(
  ports: SignalPorts,
  seen: Observation,
  context: Context,
): Promise<SignalOutcome> {
  if (seen.presence.status === 'removed' && seen.occurredAt === undefined) {
    return readAndApply(
      ports,
      { key: seen.key, handle: seen.handle ?? {} },
      { context, removal: seen },
    );
  }
  return apply(ports, seen, context.provenance);
}

async function apply(
  ports: SignalPorts,
  seen: Observation,
  provenance: Provenance,
): Promise<SignalOutcome> {
  const { outcome } = await applyObservation(ports, seen, { provenance });
  return outcome === 'changed' ? 'applied' : outcome;
}

async function follow(
  ports: SignalPorts,
  followUp: FollowUp,
  context: Context,
): Promise<SignalOutcome> {
  const { vendor, tenant } = context.connection;
  switch (followUp.kind) {
    case 'collect':
      await ports.workQueue.send({
        kind: 'collect',
        vendor,
        tenant,
        collector: followUp.collector,
      });
      return 'swept';
    case 'person':
      return followPerson(ports, followUp.personId, context);
    case 'read':
      return readAndApply(ports, followUp, { context });
  }
}

async function followPerson(
  ports: SignalPorts,
  personId: string,
  { connection, provenance }: Context,
): Promise<SignalOutcome> {
  const session = await ports.vendors.session(connection, 'read');
  const person = await provenance.connector.readPerson?.(session, personId);
  if (person === undefined) return 'unchanged';
  return (await applyPerson(ports, person)) ? 'applied' : 'unchanged';
}

async function readAndApply(
  ports: SignalPorts,
  target: ActTarget,
  about: { context: Context; removal?: Observation },
): Promise<SignalOutcome> {
  const { connection, provenance } = about.context;
  const session = await ports.vendors.session(connection, 'read');
  const observedAt = ports.clock.now();
  const read = await provenance.connector.readOne(session, target);
  const readBack = {
    ...provenance,
    observedAt,
    cause: { ...provenance.cause, kind: 'read-back' as const },
  };
  switch (read.found) {
    case 'present':
      return apply(ports, read.observation, readBack);
    case 'absent': {
      const gone: Observation = about.removal ?? {
        key: target.key,
        presence: { status: 'removed', cause: 'unknown' },
      };
      return apply(ports, gone, readBack);
    }
    case 'unknown':
      await ports.workQueue.send({
        kind: 'sweep',
        vendor: connection.vendor,
        tenant: connection.tenant,
      });
      return 'swept';
  }
}
