/**
 * What `--json` of list, show and tasks says: a shape of its own, so that the store may change under
 * it. Times are RFC 3339; what only Grantline itself needs has no field here. docs/cli.md tells them.
 */
import * as z from 'zod';
import type { Integration } from '#domain/integration.ts';
import { Approval, DeadlineKind, Owner, Revocation, Suspension } from '#domain/integration.ts';
import { Task, TaskAnswer, Voucher } from '#domain/task.ts';
import { fromDay, type Instant, toTimestamp } from '#domain/time.ts';
import { eventId, Transition } from '#domain/transition.ts';
import { Timestamp } from '#events/envelope.ts';
import * as vocabulary from '#events/vocabulary.ts';

const told = (instant: Instant | undefined) =>
  instant === undefined ? undefined : toTimestamp(instant);

const Text = z.string();
const Maybe = Text.optional();
const Time = Timestamp.optional();

/** An integration, as `list` and `show` tell it. An absent field is not known; it is never "none". */
export const PublicIntegration = z.strictObject({
  id: Text,
  vendor: vocabulary.Vendor,
  tenant: Text,
  kind: vocabulary.IntegrationKind,
  clientId: Text,
  clientName: Maybe,
  publisher: Maybe,
  principalId: Text,
  principalName: Maybe,
  consentKind: vocabulary.ConsentKind,
  incarnation: z.int(),
  version: z.int(),
  state: vocabulary.State,
  stateSince: Timestamp,
  stateReason: Maybe,
  scopes: z.array(Text).optional(),
  reach: vocabulary.Reach,
  tier: vocabulary.Tier,
  points: z.int(),
  topClass: vocabulary.ScopeClass,
  fingerprint: Text,
  owner: Owner.extend({ leftAt: Time }).optional(),
  backupOwner: Maybe,
  approval: Approval.extend({
    at: Timestamp,
    reviewAt: Timestamp,
    validUntil: Timestamp,
  }).optional(),
  suspension: Suspension.pick({ by: true }).extend({ at: Timestamp }).optional(),
  revocation: Revocation.pick({ id: true, reason: true, requestedBy: true, rungsTried: true })
    .extend({ requestedAt: Timestamp, acceptedAt: Time, residualUntil: Time })
    .optional(),
  grantedAt: Time,
  credentialIssuedAt: Time,
  expiresAt: z.union([Timestamp, z.literal('never')]).optional(),
  /** UTC day; `never` when the vendor says so. */
  lastUsed: z.union([z.iso.date(), z.literal('never')]).optional(),
  firstSeenAt: Timestamp,
  deadline: z.strictObject({ kind: DeadlineKind, at: Timestamp }).optional(),
});
type PublicIntegration = z.infer<typeof PublicIntegration>;

/** One step of the history, as `show` tells it. */
export const PublicTransition = Transition.pick({
  version: true,
  cause: true,
  actor: true,
  correlationId: true,
  changed: true,
}).extend({
  observedAt: Timestamp,
  occurredAt: Time,
  events: z.array(z.strictObject({ id: Text, type: Text })),
});
type PublicTransition = z.infer<typeof PublicTransition>;

/** An open task, as `tasks` tells it. */
export const PublicTask = Task.omit({ token: true, stage: true, version: true }).extend({
  openedAt: Timestamp,
  dueAt: Timestamp,
  vouched: Voucher.extend({ at: Timestamp }).optional(),
  answer: TaskAnswer.extend({ at: Timestamp }).optional(),
});
type PublicTask = z.infer<typeof PublicTask>;

/** The public shape of an integration. */
export function publicIntegration(known: Integration): PublicIntegration {
  const { owner, approval, deadline, suspension } = known;
  const { expiresAt, lastUsedDay } = known;
  return {
    ...identityOf(known),
    stateSince: toTimestamp(known.stateSince),
    owner: owner && { ...owner, leftAt: told(owner.leftAt) },
    approval: approval && {
      ...approval,
      at: toTimestamp(approval.at),
      reviewAt: toTimestamp(approval.reviewAt),
      validUntil: toTimestamp(approval.validUntil),
    },
    suspension: suspension && { by: suspension.by, at: toTimestamp(suspension.at) },
    revocation: publicRevocation(known),
    grantedAt: told(known.grantedAt),
    credentialIssuedAt: told(known.credentialIssuedAt),
    expiresAt: expiresAt === 'never' ? expiresAt : told(expiresAt),
    lastUsed:
      typeof lastUsedDay === 'number'
        ? toTimestamp(fromDay(lastUsedDay)).slice(0, 'YYYY-MM-DD'.length)
        : lastUsedDay,
    firstSeenAt: toTimestamp(known.firstSeenAt),
    deadline: deadline && { kind: deadline.kind, at: toTimestamp(deadline.at) },
  };
}

/** Fields that are told as they are kept. */
function identityOf(known: Integration) {
  const { id, vendor, tenant, kind, clientId, clientName, publisher } = known;
  const { principalId, principalName, consentKind, incarnation, version } = known;
  const { state, stateReason, backupOwner, scopes, reach, tier, points, topClass, fingerprint } =
    known;
  return {
    ...{ id, vendor, tenant, kind, clientId, clientName, publisher },
    ...{ principalId, principalName, consentKind, incarnation, version },
    ...{ state, stateReason, backupOwner, scopes, reach, tier, points, topClass, fingerprint },
  };
}

function publicRevocation({ revocation }: Integration): PublicIntegration['revocation'] {
  if (revocation === undefined) return undefined;
  const { id, reason, requestedBy, rungsTried } = revocation;
  return {
    ...{ id, reason, requestedBy, rungsTried },
    requestedAt: toTimestamp(revocation.requestedAt),
    acceptedAt: told(revocation.acceptedAt),
    residualUntil: told(revocation.residualUntil),
  };
}

/** The public shape of a transition. */
export function publicTransition(transition: Transition): PublicTransition {
  const { entityId, version, cause, actor, correlationId } = transition;
  return {
    ...{ version, cause, actor, correlationId, changed: publicChanges(transition) },
    observedAt: toTimestamp(transition.observedAt),
    occurredAt: told(transition.occurredAt),
    events: transition.events.map(({ type }) => ({ id: eventId(entityId, version, type), type })),
  };
}

const TIMES: Readonly<Record<string, (value: number) => string>> = {
  expiresAt: toTimestamp,
  credentialIssuedAt: toTimestamp,
  lastUsedDay: (day) => toTimestamp(fromDay(day)),
};

function publicChanges({ changed }: Transition): Transition['changed'] {
  const shown = (name: string, value: unknown) =>
    typeof value === 'number' ? (TIMES[name]?.(value) ?? value) : value;
  return Object.fromEntries(
    Object.entries(changed).map(([name, [before, after]]) => [
      name === 'lastUsedDay' ? 'lastUsed' : name,
      [shown(name, before), shown(name, after)],
    ]),
  );
}

/** The public shape of a task: without the token of the execution that waits, which never leaves. */
export function publicTask(task: Task): PublicTask {
  const { token: _token, stage: _stage, version: _version, answer, vouched, ...told } = task;
  return {
    ...told,
    openedAt: toTimestamp(task.openedAt),
    dueAt: toTimestamp(task.dueAt),
    vouched: vouched && { ...vouched, at: toTimestamp(vouched.at) },
    answer: answer && { ...answer, at: toTimestamp(answer.at) },
  };
}
