/** Events for tests of evidence: as many as needed, all of one tenant, told apart by their ids. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { AnyLifecycleEvent, type LifecycleEvent } from '#events/catalogue.ts';

/** Chain of `anEvent`. */
export const CHAIN = 'github:9001';

/** The published sample of an event. */
export function sample(type: string): LifecycleEvent {
  const file = new URL(`../../events/samples/${type}.json`, import.meta.url);
  return AnyLifecycleEvent.parse(JSON.parse(readFileSync(file, 'utf8')));
}

const TEMPLATES = ['sweep.completed', 'coverage.gap', 'coverage.restored'].map(sample);

/** An event of the one tenant, told apart by its number. */
export function anEvent(number: number): LifecycleEvent {
  const template = TEMPLATES[number % TEMPLATES.length]!;
  const id = `evt_${createHash('sha256').update(String(number)).digest('hex').slice(0, 32)}`;
  return { ...template, id };
}

/** Events 0 to count - 1. */
export function events(count: number): LifecycleEvent[] {
  return Array.from({ length: count }, (_none, index) => anEvent(index));
}
