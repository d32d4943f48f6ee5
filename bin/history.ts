/**
 * Walks the history without a table scan: integrations of each connected tenant, then their
 * transitions, newest first. Tasks, sweeps and coverage are reached through what those name;
 * docs/cli.md says what stays out of reach.
 */

import { ConfigurationError } from '#domain/errors.ts';
import type { Instant } from '#domain/time.ts';
import { eventsOf, type Transition } from '#domain/transition.ts';
import type { LifecycleEvent } from '#events/catalogue.ts';
import type { Vendor } from '#events/vocabulary.ts';
import type { Connection, KnownRow, Page } from '#use-cases/ports.ts';
import type { Backend, Cli } from './backend.ts';

/** Clocks of two functions may differ this much, so order by version is not order by time. */
const CLOCK_SKEW_MS = 5 * 60_000;

/** Histories read at the same time. */
const READ_AT_ONCE = 8;

/** A period, its end left out, and optionally one vendor. */
export interface Window {
  readonly since: Instant;
  readonly until?: Instant;
  readonly vendor?: Vendor;
}

/** Versions already walked, by entity; a second walk reads only what has moved since. */
type Walked = Map<string, number>;

export interface WalkOptions {
  collectorNames(vendor: Vendor): Promise<readonly string[]>;
  readonly walked?: Walked;
}

/** All items of a paged read. */
export async function* everyItem<Item>(
  read: (cursor: string | undefined) => Promise<Page<Item>>,
): AsyncGenerator<Item> {
  let cursor: string | undefined;
  do {
    const page: Page<Item> = await read(cursor);
    yield* page.items;
    cursor = page.next;
  } while (cursor !== undefined);
}

/** Connected tenants, all or those of one vendor, or one.
 *  @throws ConfigurationError when none is left */
export async function connectionsOf(
  backend: Backend,
  only: { readonly vendor?: Vendor; readonly tenant?: string },
): Promise<Connection[]> {
  const chosen = (await backend.connections.list()).filter(
    ({ vendor, tenant }) =>
      vendor === (only.vendor ?? vendor) && tenant === (only.tenant ?? tenant),
  );
  if (chosen.length > 0) return chosen;
  const tenant = only.tenant === undefined ? '' : ` tenant ${only.tenant}`;
  throw new ConfigurationError(`no ${only.vendor ?? 'vendor'}${tenant} is connected`, {
    remedy: `Connect it first: grantline connect ${only.vendor ?? '<vendor>'}`,
  });
}

/** Every integration of a connected tenant. */
export function knownRows(backend: Backend, connection: Connection): AsyncGenerator<KnownRow> {
  return everyItem((cursor) => backend.inventory.known(connection, cursor));
}

/** Transitions observed within the window, in the order in which they were observed.
 *  @param collectorNames lists of a vendor; coverage has a history for each
 *  @param walked is brought up to date */
export async function transitionsWithin(
  backend: Backend,
  window: Window,
  { collectorNames, walked = new Map() }: WalkOptions,
): Promise<Transition[]> {
  const found: Transition[] = [];
  for (const connection of await connectionsOf(backend, { vendor: window.vendor })) {
    const moved: string[] = [];
    for await (const row of knownRows(backend, connection)) {
      const { version } = row.decode();
      if (walked.get(row.id) !== version) moved.push(row.id);
    }
    found.push(...(await readHistories(backend, moved, { window, walked })));
    const sweep = await backend.sweeps.latest(connection);
    const { vendor, tenant } = connection;
    const lists = await collectorNames(vendor);
    const others = [
      ...(sweep === undefined ? [] : [`sweep:${sweep.id}`]),
      ...lists.map((name) => `coverage:${vendor}:${tenant}:${name}`),
      ...(await taskIds(backend, connection, found)),
    ];
    found.push(...(await readHistories(backend, others, { window, walked })));
  }
  return found.sort((a, b) => a.observedAt - b.observedAt || a.version - b.version);
}

/** Tasks that are open, and those that the transitions found so far speak of. */
async function taskIds(
  backend: Backend,
  connection: Connection,
  found: readonly Transition[],
): Promise<string[]> {
  const ids = new Set<string>();
  for (const transition of found) {
    for (const draft of transition.events) {
      if (typeof draft.change.taskId === 'string') ids.add(draft.change.taskId);
    }
  }
  for await (const task of everyItem((cursor) => backend.tasks.open(cursor))) {
    if (task.vendor === connection.vendor && task.tenant === connection.tenant) ids.add(task.id);
  }
  return [...ids];
}

async function readHistories(
  backend: Backend,
  ids: readonly string[],
  scope: { readonly window: Window; readonly walked: Walked },
): Promise<Transition[]> {
  const found: Transition[] = [];
  for (let start = 0; start < ids.length; start += READ_AT_ONCE) {
    const batch = ids.slice(start, start + READ_AT_ONCE);
    const histories = await Promise.all(batch.map((id) => readHistory(backend, id, scope)));
    found.push(...histories.flat());
  }
  return found;
}

async function readHistory(
  backend: Backend,
  id: string,
  scope: { readonly window: Window; readonly walked: Walked },
): Promise<Transition[]> {
  const { since, until = Number.POSITIVE_INFINITY } = scope.window;
  const seen = scope.walked.get(id) ?? 0;
  const found: Transition[] = [];
  for await (const { transition } of everyItem((cursor) => backend.inventory.history(id, cursor))) {
    scope.walked.set(id, Math.max(scope.walked.get(id) ?? 0, transition.version));
    if (transition.version <= seen || transition.observedAt < since - CLOCK_SKEW_MS) break;
    if (transition.observedAt >= since && transition.observedAt < until) found.push(transition);
  }
  return found;
}

/** Events of transitions, in order. */
export function eventsOfAll(transitions: readonly Transition[]): LifecycleEvent[] {
  return transitions.flatMap(eventsOf);
}

/** Names of a vendor's lists, for `WalkOptions`. */
export function collectorNamesOf(cli: Pick<Cli, 'connector'>): WalkOptions['collectorNames'] {
  return async (vendor) => (await cli.connector(vendor)).collectors.map((list) => list.name);
}
