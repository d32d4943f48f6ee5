/** A finding: a rule of the library fired for an integration or a tenant, once a reason and day. */
import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { LifecycleEvent } from '#events/catalogue.ts';
import { FindingAdvice, RuleId, SEVERITIES, Severity, Vendor } from '#events/vocabulary.ts';
import { ContractError } from './errors.ts';
import type { Match } from './rules/evaluate.ts';
import { fromTimestamp, type Instant, toDay } from './time.ts';
import { draft, type Transition } from './transition.ts';

export const Finding = z.strictObject({
  /** `finding_` + 26 hex digits of SHA-256(rule, entity, reason, day). */
  id: z.string(),
  /** Never changed: what was found on a day was found. */
  version: z.literal(1),
  rule: RuleId,
  vendor: Vendor,
  tenant: z.string(),
  integrationId: z.string().optional(),
  reason: z.string(),
  /** UTC day number. */
  day: z.int(),
  severity: Severity,
  advice: FindingAdvice,
  sentence: z.string(),
  eventId: z.string(),
});
export type Finding = z.infer<typeof Finding>;

/** Whom a finding is about. */
function placeOf(event: LifecycleEvent): Pick<Finding, 'vendor' | 'tenant' | 'integrationId'> {
  if ('subject' in event && event.subject !== undefined) {
    const { vendor, tenant, integrationId } = event.subject;
    return { vendor, tenant, integrationId };
  }
  if ('tenant' in event) return event.tenant;
  throw new ContractError('a finding is about an integration or a tenant', {
    facts: { eventId: event.id },
  });
}

function seenAt(event: LifecycleEvent): Instant {
  return fromTimestamp(event.observedAt) ?? 0;
}

/** What makes two findings the same one: rule, whom it is about, reason and UTC day. */
export function dedupKey(match: Match, event: LifecycleEvent): string {
  const { vendor, tenant, integrationId } = placeOf(event);
  const about = integrationId ?? `${vendor}:${tenant}`;
  return [match.rule.id, about, match.hit.reason, toDay(seenAt(event))].join('\n');
}

/** The finding with the transition that says it; both are written at once or not at all.
 *  @throws ContractError for an event about neither an integration nor a tenant */
export function raise(
  match: Match,
  event: LifecycleEvent,
): { readonly next: Finding; readonly transition: Transition } {
  const { rule, hit, advice } = match;
  const { vendor, tenant, integrationId } = placeOf(event);
  const hash = createHash('sha256').update(dedupKey(match, event)).digest('hex');
  const next: Finding = {
    id: `finding_${hash.slice(0, 26)}`,
    version: 1,
    rule: rule.id,
    vendor,
    tenant,
    integrationId,
    reason: hit.reason,
    day: toDay(seenAt(event)),
    severity: hit.severity,
    advice,
    sentence: hit.sentence,
    eventId: event.id,
  };
  return { next, transition: transitionFor(next, match, event) };
}

function transitionFor(finding: Finding, match: Match, event: LifecycleEvent): Transition {
  const { rule, hit, advice, blinded } = match;
  return {
    entityId: finding.id,
    version: 1,
    observedAt: seenAt(event),
    occurredAt: event.occurredAt === undefined ? undefined : fromTimestamp(event.occurredAt),
    cause: { kind: 'decision', ref: event.id, policy: rule.id },
    actor: { type: 'policy', id: `rule:${rule.id}` },
    correlationId: event.correlationId,
    about: {
      subject: 'subject' in event ? event.subject : undefined,
      tenant: { vendor: finding.vendor, tenant: finding.tenant },
    },
    events: [
      draft('finding.raised', alertSeverity(hit.severity, event.severity), {
        findingId: finding.id,
        rule: rule.id,
        title: rule.title,
        ruleSeverity: hit.severity,
        reason: hit.reason,
        sentence: hit.sentence,
        attack: [...rule.attack],
        owasp: [...rule.owasp],
        advice,
        eventId: event.id,
        blinded: blinded === undefined ? undefined : [...blinded],
      }),
    ],
    changed: {},
  };
}

/** How urgent it is to say the finding: an event that already woke somebody wakes nobody twice. */
export function alertSeverity(found: Severity, said: Severity): Severity {
  return SEVERITIES.indexOf(found) > SEVERITIES.indexOf(said) ? found : 'info';
}
