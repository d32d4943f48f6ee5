/** One observation to the store: load, reconcile, commit; again when another writer was first. */

import { type Circumstance, joined, type Step } from '#domain/advance.ts';
import { addressOf, isSameAccount, strictest } from '#domain/directory.ts';
import { StaleWriteError } from '#domain/errors.ts';
import type { Integration, IntegrationRef } from '#domain/integration.ts';
import { integrationId } from '#domain/integration-id.ts';
import type { DirectoryPerson, IntegrationKey, Observation } from '#domain/observation.ts';
import { ownerLeft } from '#domain/ownership.ts';
import type { Policy } from '#domain/policy.ts';
import { reconcile } from '#domain/reconcile.ts';
import type { Reconciled, Sighting } from '#domain/sighting.ts';
import type { Instant } from '#domain/time.ts';
import type { Actor, Cause } from '#events/envelope.ts';
import type { Clock, Inventory, Ledger, People } from './ports.ts';
import type { VendorConnector } from './vendor-port.ts';

const TRIES_MAX = 5;

export interface ObservationPorts {
  readonly inventory: Inventory;
  readonly ledger: Ledger;
  readonly people: People;
  readonly clock: Clock;
  readonly policy: Policy;
}

/** Where an observation came from. */
export interface Provenance {
  readonly connector: VendorConnector;
  readonly cause: Cause;
  readonly actor: Actor;
  readonly correlationId: string;
  readonly observedAt: Instant;
  readonly onboarding: boolean;
}

/** Address of the integration a key names. */
export function refOf(key: IntegrationKey): IntegrationRef {
  return { vendor: key.vendor, tenant: key.tenant, id: integrationId(key) };
}

/** Applies one observation.
 *  @param loaded what is known, when the caller has just read it; else it is loaded here
 *  @returns what it changed
 *  @throws StaleWriteError when other writers won five times in a row */
export async function applyObservation(
  ports: ObservationPorts,
  seen: Observation,
  from: { provenance: Provenance; loaded?: { known: Integration | undefined } },
): Promise<Reconciled> {
  const ref = refOf(seen.key);
  const resourceOwner = await addressById(ports.people, seen);
  const sighting = { ...sightingOf(ports, seen, from.provenance), resourceOwner };
  let loaded = from.loaded ?? { known: await ports.inventory.load(ref) };
  for (let tries = 1; ; tries += 1) {
    try {
      return await reconcileOnce(ports, seen, { known: loaded.known, sighting });
    } catch (error) {
      if (!(error instanceof StaleWriteError) || tries === TRIES_MAX) throw error;
      loaded = { known: await ports.inventory.load(ref) };
    }
  }
}

async function reconcileOnce(
  ports: ObservationPorts,
  seen: Observation,
  about: { known: Integration | undefined; sighting: Sighting },
): Promise<Reconciled> {
  const { known, sighting } = about;
  const result = reconcile(known, seen, sighting);
  if (result.outcome !== 'changed') return result;
  const isNew = known?.incarnation !== result.step.next.incarnation;
  const step = isNew ? await withAbsentOwner(ports, result.step, sighting) : result.step;
  await ports.ledger.commit([{ entity: 'integration', ...step }]);
  return { outcome: 'changed', step };
}

/** Where the directory shows whoever consented today, when the vendor names them by id only. */
async function addressById(
  people: People,
  { key, principal }: Observation,
): Promise<string | undefined> {
  if (principal?.name !== undefined || principal?.personId === undefined) return undefined;
  const account = { ...key, personId: principal.personId };
  for (const address of await people.addresses(account)) {
    const person = (await people.accounts(address)).find((one) => isSameAccount(one, account));
    // Kept under every address they had, each time as they are shown today.
    if (person !== undefined) return addressOf(person);
  }
  return undefined;
}

function sightingOf(ports: ObservationPorts, seen: Observation, from: Provenance): Sighting {
  return {
    now: ports.clock.now(),
    observedAt: from.observedAt,
    occurredAt: seen.occurredAt,
    cause: from.cause,
    actor: seen.actor === undefined ? from.actor : { type: 'user', id: seen.actor },
    correlationId: from.correlationId,
    policy: ports.policy,
    rate: (scope) => from.connector.rateScope(scope, seen.key.kind),
    onboarding: from.onboarding,
  };
}

/** Something new may belong to somebody who left before we saw it. Said in the same write: a second
 *  one could fail, and nothing would ever look again. */
async function withAbsentOwner(
  ports: ObservationPorts,
  step: Step,
  circumstance: Circumstance,
): Promise<Step> {
  const { owner } = step.next;
  if (owner === undefined || owner.leftAt !== undefined) return step;
  const person = strictest(await ports.people.accounts(owner.email));
  if (person === undefined || person.active) return step;
  const left = ownerLeft(step.next, leaverOf(person, circumstance.now), circumstance);
  return left === undefined ? step : joined(step, left);
}

function leaverOf(person: DirectoryPerson, now: Instant) {
  return {
    person: addressOf(person) ?? person.personId,
    directoryStatus: person.status,
    at: person.occurredAt ?? now,
  };
}
