/** What an alert says: what happened, since when, what it can reach, who owns it, what to run next. */

import type { EventOf, LifecycleEvent } from '#events/catalogue.ts';
import { STOP_FAILED } from './ask.ts';
import type { Policy } from './policy.ts';

export interface AlertText {
  /** One line, at most 100 characters of printable ASCII (the bound of SNS subjects). */
  readonly subject: string;
  readonly body: string;
}

const WORDS: Readonly<Partial<Record<LifecycleEvent['type'], string>>> = {
  'integration.discovered': 'New integration',
  'integration.scopes-changed': 'Integration scopes changed',
  'integration.owner-left': 'Owner of an integration left',
  'integration.owner-decayed': 'Owner did not answer twice and owns it no more',
  'integration.orphaned': 'Nobody answers for an integration',
  'integration.token-ageing': 'Credential older than allowed',
  'integration.dormant': 'Integration unused',
  'integration.expired': 'Approval or grant ended',
  'integration.approval-voided': 'Approval no longer covers what is there',
  'integration.suspended': 'Integration suspended',
  'integration.resumed': 'Integration resumed',
  'integration.revocation-requested': 'Revocation asked for',
  'integration.revocation-failed': 'Revocation FAILED, a person must act',
  'integration.removed-at-source': 'Integration removed at the vendor',
  'integration.reappeared': 'Removed integration is back',
  'sweep.incomplete': 'Sweep did not see everything',
  'coverage.gap': 'Blind spot',
  'finding.raised': 'Rule fired',
  'task.escalated': 'Task unanswered, escalated',
  'task.second-approval-needed': 'A second person must vouch',
  'vendor.incident-opened': 'Incident at a vendor',
  'vendor.incident-leftover': 'Incident: some are NOT proven dead',
  'vendor.incident-closed': 'Incident at a vendor closed',
};

/** Control, format and bidirectional characters: a vendor's names are shown as inert text. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** A text from a vendor, safe to print: one line, no control characters, cut to the bound. */
export function inert(text: string, charactersMax = 200): string {
  return text.slice(0, charactersMax).replaceAll(UNPRINTABLE, '').replaceAll('@', '@\u2060');
}

/** Words one event for on-call. */
export function alertText(event: LifecycleEvent): AlertText {
  const what = WORDS[event.type] ?? event.type;
  const where = placeOf(event);
  const lines = [
    `${what}: ${where}`,
    `Severity: ${event.severity}`,
    `At the vendor: ${event.occurredAt ?? 'not told'}; seen by us: ${event.observedAt}`,
    ...details(event),
    `Run next: ${commandFor(event)}`,
    `Event: ${event.id} (${event.type}), cause: ${event.cause.kind} ${event.cause.ref}`,
  ];
  return { subject: asciiLine(`[${event.severity}] ${what}: ${where}`), body: lines.join('\n') };
}

function asciiLine(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]/g, '').slice(0, 100);
}

function placeOf(event: LifecycleEvent): string {
  if ('incident' in event) return inert(event.incident.vendor);
  const subject = 'subject' in event ? event.subject : undefined;
  if (subject === undefined) {
    if (!('tenant' in event)) return 'no integration';
    return `${event.tenant.vendor} ${inert(event.tenant.tenant)}`;
  }
  return `${inert(subject.clientName ?? subject.clientId)} at ${subject.vendor} ${inert(subject.tenant)}`;
}

function details(event: LifecycleEvent): string[] {
  const lines: string[] = [];
  if ('subject' in event && event.subject !== undefined) {
    const { subject } = event;
    const scopes =
      subject.scopes === undefined ? 'not told by the vendor' : subject.scopes.join(', ');
    if (subject.can !== undefined)
      lines.push(`It can ${inert(subject.can)} (tier ${subject.tier})`);
    lines.push(
      `Can reach: ${subject.reach}, tier ${subject.tier}, ${subject.topClass}; scopes: ${inert(scopes)}`,
      `Owner: ${subject.owner === undefined ? 'nobody' : inert(subject.owner)}`,
      `State: ${subject.state}`,
    );
  }
  return [...lines, ...changeLines(event)];
}

function changeLines(event: LifecycleEvent): string[] {
  switch (event.type) {
    case 'integration.scopes-changed':
      return [`What changed: it ${inert(event.change.sentence)}`];
    case 'sweep.incomplete':
      return event.change.reasons.map((one) => `Not seen: ${one.collector}: ${inert(one.reason)}`);
    case 'coverage.gap':
      return [
        `Unseen: ${event.change.capability}: ${inert(event.change.reason)}`,
        `Mend: ${event.change.remedy}`,
      ];
    case 'integration.removed-at-source':
      return isRemovalByPlatform(event) ? [MANY_AT_ONCE] : [];
    case 'task.escalated':
      return event.change.stopFailed === true ? [`Not stopped: ${STOP_FAILED}`] : [];
    case 'finding.raised':
      return [`Rule: ${event.change.rule} ${event.change.title}: ${inert(event.change.sentence)}`];
    case 'integration.revocation-failed':
      return [
        `Tried: ${event.change.rungsTried.join(', ') || 'nothing'}; why: ${event.change.why}`,
      ];
    default:
      return [];
  }
}

const MANY_AT_ONCE =
  'The vendor itself took it away. Others that it takes away here within the hour are in no alert of their own.';

/** The one command that shows or mends it. */
export function commandFor(event: LifecycleEvent): string {
  if (event.type === 'finding.raised' && event.subject !== undefined)
    return `grantline show ${event.subject.integrationId}`;
  if ('tenant' in event)
    return `grantline sweep ${event.tenant.vendor} ${event.tenant.tenant} --wait`;
  if ('incident' in event) return `grantline incident show ${event.incident.incidentId}`;
  if ('task' in event) return 'grantline tasks';
  if (event.type === 'integration.approval-voided') return 'grantline tasks';
  if (isRemovalByPlatform(event)) {
    const { vendor, tenant } = event.subject;
    return `grantline list --vendor ${vendor} --tenant ${tenant} --state removed-at-source`;
  }
  return `grantline show ${event.subject.integrationId}`;
}

/** What stands for many events of one doing in one alert: a platform that takes back an app's access
 *  removes as many integrations as there were, within minutes, and they are one case for a person. The
 *  next hour is told anew, so that a second case is not hidden behind the first.
 *  @returns undefined for an event that is told by itself */
export function foldOf(event: LifecycleEvent): string | undefined {
  if (!isRemovalByPlatform(event)) return undefined;
  const { vendor, tenant } = event.subject;
  return `removed-by-platform:${vendor}:${tenant}:${event.observedAt.slice(0, HOUR_CHARACTERS)}`;
}

/** `2026-03-01T00` of a timestamp. */
const HOUR_CHARACTERS = 13;

function isRemovalByPlatform(
  event: LifecycleEvent,
): event is EventOf<'integration.removed-at-source'> {
  return event.type === 'integration.removed-at-source' && event.change.cause === 'platform';
}

/** What an event is about: the same kind of event of the same thing is one alert to work on. */
export function aboutOf(event: LifecycleEvent): string {
  if ('tenant' in event) return `${event.type}:${event.tenant.vendor}:${event.tenant.tenant}`;
  const fold = foldOf(event);
  if (fold !== undefined) return fold;
  if ('incident' in event) return `${event.type}:${event.incident.incidentId}`;
  return `${event.type}:${event.subject?.integrationId ?? event.id}`;
}

/** Where an event of this severity goes; `undefined` when nobody is to be told. */
export function routeOf(
  severity: LifecycleEvent['severity'],
  alerts: Policy['alerts'],
): 'page' | 'notify' | undefined {
  if (alerts.page.severities.includes(severity)) return 'page';
  return alerts.notify.severities.includes(severity) ? 'notify' : undefined;
}
