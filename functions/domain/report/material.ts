/** What a report is made of, and the few questions that several proofs ask of it. Absence is a statement
 *  only where a complete sweep looked. */
import type { LifecycleEvent } from '#events/catalogue.ts';
import type { ChainHead, Seal } from '../evidence.ts';
import { type Integration, isLive } from '../integration.ts';
import type { Sweep } from '../sweep.ts';
import { fromTimestamp, type Instant } from '../time.ts';

/** First moment, and the end, itself left out. */
export interface Period {
  readonly from: Instant;
  readonly to: Instant;
}

/** A connected tenant with its evidence and sweeps. */
export interface Place {
  readonly chain: string;
  readonly head: ChainHead;
  readonly seal: Seal | undefined;
  /** When its evidence begins. */
  readonly firstAt: Instant | undefined;
  /** Events of the period, from the verified chain. */
  readonly events: readonly LifecycleEvent[];
  /** Ended sweeps of the period. */
  readonly sweeps: readonly Pick<Sweep, 'status' | 'finishedAt'>[];
}

export interface Material {
  readonly period: Period;
  readonly generatedAt: Instant;
  readonly places: readonly Place[];
  /** As they are when the report is made. */
  readonly integrations: readonly Integration[];
}

/** Something out of line, for a person to follow up. */
export interface Exception {
  readonly subject: string;
  readonly what: string;
}

export interface Proof {
  readonly title: string;
  /** How many things the proof speaks of. */
  readonly population: number;
  readonly facts: readonly (readonly [string, number | string])[];
  readonly exceptions: readonly Exception[];
}

export const HOUR_MS = 3_600_000;

/** All events of one type. */
export function eventsOfType<Type extends LifecycleEvent['type']>(
  { places }: Material,
  type: Type,
): Extract<LifecycleEvent, { type: Type }>[] {
  const isOfType = (event: LifecycleEvent): event is Extract<LifecycleEvent, { type: Type }> =>
    event.type === type;
  return places.flatMap((place) => place.events).filter(isOfType);
}

/** Integrations known before the period ended. */
export function known({ integrations, period }: Material): Integration[] {
  return integrations.filter((one) => one.firstSeenAt < period.to);
}

/** Those of them that are there, as far as is known. */
export function live(material: Material): Integration[] {
  return known(material).filter((one) => isLive(one.state));
}

/** Tenants of which nobody can say that something was not there: no complete sweep in the period. */
export function unseenPlaces({ places }: Material): string[] {
  return places
    .filter((place) => !place.sweeps.some((sweep) => sweep.status === 'completed'))
    .map((place) => place.chain);
}

/** Whether a place has anything to say about the period. */
export function speaks(place: Place): boolean {
  return place.events.length > 0 || place.sweeps.length > 0;
}

/** Whether somebody vouched for exactly what is there, and still does. */
export function isCovered(one: Integration, at: Instant): boolean {
  const { approval } = one;
  return (
    approval !== undefined && approval.fingerprint === one.fingerprint && approval.validUntil > at
  );
}

/** When an event was seen. */
export function seenAt(event: LifecycleEvent): Instant {
  return fromTimestamp(event.observedAt) ?? 0;
}

/** `count` by a name, in the order of the names. */
export function tally(names: readonly string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
}
