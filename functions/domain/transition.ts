/**
 * A transition: one step of an entity's history, written together with the new state. It is the
 * history and the outbox in one; the stream hands it to the relay, which says its events.
 */
import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { DetailType, EventOf, LifecycleEvent } from '#events/catalogue.ts';
import { AnyLifecycleEvent, CATALOGUE } from '#events/catalogue.ts';
import { Actor, Cause, IncidentRef, Subject } from '#events/envelope.ts';
import { Severity, TaskKind, Vendor } from '#events/vocabulary.ts';
import { abilityOf } from './ability.ts';
import { ContractError } from './errors.ts';
import type { Integration } from './integration.ts';
import { toTimestamp } from './time.ts';

/** Whom the events of a transition are about, once for all of them. */
export const About = z.strictObject({
  subject: Subject.optional(),
  tenant: z.strictObject({ vendor: Vendor, tenant: z.string() }).optional(),
  task: z.strictObject({ taskId: z.string(), kind: TaskKind, assignee: z.string() }).optional(),
  incident: IncidentRef.optional(),
});
export type About = z.infer<typeof About>;

/** An event before it is said: what the others of its transition do not share with it. */
export const EventDraft = z.strictObject({
  type: z.custom<DetailType>(
    (value) => typeof value === 'string' && Object.hasOwn(CATALOGUE, value),
  ),
  severity: Severity,
  change: z.record(z.string(), z.unknown()),
});
export type EventDraft = z.infer<typeof EventDraft>;

export const Transition = z.strictObject({
  /** `int_…`, `task_…`, `finding_…`, `sweep:…`, `coverage:…`, `inc_…` or `incident:…`. */
  entityId: z.string(),
  version: z.int().positive(),
  observedAt: z.int(),
  occurredAt: z.int().optional(),
  cause: Cause,
  actor: Actor,
  correlationId: z.string(),
  about: About,
  events: z.array(EventDraft),
  /** Changed scalar facts, [before, after]; for people reading the history. */
  changed: z.record(z.string(), z.tuple([z.unknown(), z.unknown()])),
});
export type Transition = z.infer<typeof Transition>;

/** A typed draft: the change must fit the event's schema. */
export function draft<Type extends DetailType>(
  type: Type,
  severity: z.infer<typeof Severity>,
  change: EventOf<Type>['change'],
): EventDraft {
  return { type, severity, change };
}

/** Deterministic event id: the same transition replayed gives the same ids. */
export function eventId(entityId: string, version: number, type: DetailType): string {
  const hash = createHash('sha256').update(`${entityId}\n${version}\n${type}\n`).digest('hex');
  return `evt_${hash.slice(0, 32)}`;
}

/** The full events of a transition, checked against the catalogue.
 *  @throws ContractError when a draft does not fit its schema */
export function eventsOf(transition: Transition): LifecycleEvent[] {
  return transition.events.map((one) => {
    const parsed = AnyLifecycleEvent.safeParse({
      type: one.type,
      id: eventId(transition.entityId, transition.version, one.type),
      schemaVersion: 1,
      severity: one.severity,
      occurredAt:
        transition.occurredAt === undefined ? undefined : toTimestamp(transition.occurredAt),
      observedAt: toTimestamp(transition.observedAt),
      cause: transition.cause,
      actor: transition.actor,
      correlationId: transition.correlationId,
      ...aboutFor(one.type, transition.about),
      change: one.change,
    });
    if (parsed.success) return parsed.data;
    throw new ContractError(`the draft of ${one.type} does not fit its schema`, {
      cause: parsed.error,
      facts: { entityId: transition.entityId, version: transition.version },
    });
  });
}

function aboutFor(type: DetailType, about: About): About {
  if (type.startsWith('integration.')) return { subject: about.subject };
  if (type.startsWith('finding.')) return { subject: about.subject, tenant: about.tenant };
  if (type.startsWith('task.')) return { subject: about.subject, task: about.task };
  if (type.startsWith('vendor.')) return { incident: about.incident };
  return { tenant: about.tenant };
}

const SUBJECT_SCOPES_MAX = 50;

/** The slim picture of an integration that travels in its events. */
export function subjectOf(integration: Integration): z.infer<typeof Subject> {
  return {
    integrationId: integration.id,
    vendor: integration.vendor,
    tenant: integration.tenant,
    kind: integration.kind,
    clientId: integration.clientId,
    clientName: integration.clientName,
    principal: integration.principalName,
    owner: integration.owner?.email,
    scopes: integration.scopes?.slice(0, SUBJECT_SCOPES_MAX),
    scopesTotal: integration.scopes?.length,
    topClass: integration.topClass,
    reach: integration.reach,
    tier: integration.tier,
    can: abilityOf(integration)?.slice(0, 300),
    riskVersion: integration.risk?.version,
    state: integration.state,
    version: integration.version,
    incarnation: integration.incarnation,
    fingerprint: integration.fingerprint,
  };
}
