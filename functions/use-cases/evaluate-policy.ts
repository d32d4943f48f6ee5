/**
 * An event meets the policy: which workflow starts. Reads the integration as it is now, because an
 * event is a picture of the past. Starting twice is harmless: the names are derived from the case.
 */
import { taskId } from '#domain/ask.ts';
import { decide } from '#domain/decide.ts';
import type { Integration, IntegrationRef } from '#domain/integration.ts';
import { isEnding, isLive } from '#domain/integration.ts';
import type { Policy, RuleAction } from '#domain/policy.ts';
import { requestRevocation } from '#domain/revocation.ts';
import { durationSeconds } from '#domain/time.ts';
import type { ReauthorisationInput, RevocationInput } from '#domain/workflow.ts';
import type { EventOf, LifecycleEvent } from '#events/catalogue.ts';
import { type ChangePorts, changeIntegration } from './change-integration.ts';
import type { Clock, Log, Workflows } from './ports.ts';
import { raiseFindings } from './raise-findings.ts';

export interface PolicyPorts extends ChangePorts {
  readonly workflows: Workflows;
  readonly policy: Policy;
  readonly clock: Clock;
  readonly log: Log;
}

export type PolicyOutcome = 'no-rule' | 'acted' | 'gone';

/** Decides on one event and starts what the decision asks for. */
export async function evaluatePolicy(
  ports: PolicyPorts,
  event: LifecycleEvent,
): Promise<PolicyOutcome> {
  if (!('subject' in event) || event.subject === undefined) {
    await raiseFindings(ports, event, undefined);
    return 'no-rule';
  }
  const { vendor, tenant, integrationId: id } = event.subject;
  const known = await ports.inventory.load({ vendor, tenant, id });
  await raiseFindings(ports, event, known);
  if (known === undefined) return 'gone';
  if (event.type === 'integration.revocation-requested') {
    await startRevocation(ports, known, event);
    return 'acted';
  }
  // Late or said again, it is about a former life: nothing follows from it for the present one.
  if (event.subject.incarnation !== known.incarnation) return 'gone';
  const decision = decide(ports.policy, event, known);
  if (decision.decision === 'nothing') return 'no-rule';
  for (const action of decision.actions) {
    await act(ports, action, { known, event, ruleId: decision.ruleId });
  }
  ports.log.count('PolicyDecision', 1, { rule: decision.ruleId });
  return 'acted';
}

interface Context {
  readonly known: Integration;
  readonly event: LifecycleEvent;
  readonly ruleId: string;
}

async function act(ports: PolicyPorts, action: RuleAction, context: Context): Promise<void> {
  switch (action.action) {
    case 'reauthorise':
      return startReauthorisation(ports, action.reason, context);
    case 'revoke':
      return revoke(ports, action, context);
    case 'none':
      return undefined;
  }
}

async function startReauthorisation(
  ports: PolicyPorts,
  reason: ReauthorisationInput['reason'],
  { known, event }: Context,
): Promise<void> {
  if (!isLive(known.state) || isEnding(known.state)) return;
  const { reauthorisation } = ports.policy;
  const caseName = `${known.id}:${known.incarnation}:${known.fingerprint}:${reason}:${event.id}`;
  const input: ReauthorisationInput = {
    schemaVersion: 1,
    vendor: known.vendor,
    tenant: known.tenant,
    integrationId: known.id,
    incarnation: known.incarnation,
    correlationId: event.correlationId,
    fingerprint: known.fingerprint,
    reason,
    taskId: taskId(caseName),
    waits: {
      remindSeconds: durationSeconds(reauthorisation['remind-after']),
      escalateSeconds: durationSeconds(reauthorisation['escalate-after']),
      suspendSeconds: durationSeconds(reauthorisation['suspend-after']),
      revokeSeconds: durationSeconds(reauthorisation['revoke-after']),
    },
  };
  await ports.workflows.startReauthorisation(input.taskId, input);
}

async function revoke(
  ports: PolicyPorts,
  action: Extract<RuleAction, { action: 'revoke' }>,
  { known, event, ruleId }: Context,
): Promise<void> {
  const ref: IntegrationRef = known;
  const now = ports.clock.now();
  await changeIntegration(ports, ref, (current) => {
    if (!isLive(current.state)) return undefined;
    const requestedBy = `policy:${ports.policy.name}/${ruleId}`;
    const step = requestRevocation(
      current,
      { reason: action.reason, requestedBy },
      {
        now,
        observedAt: now,
        cause: {
          kind: 'decision',
          ref: event.id,
          policy: `${ports.policy.name}@${ports.policy.version}`,
        },
        actor: { type: 'policy', id: requestedBy },
        correlationId: event.correlationId,
        policy: ports.policy,
      },
    );
    return step === undefined ? undefined : { step };
  });
}

/** The event itself starts the revocation: whoever asked, there is one way. */
async function startRevocation(
  ports: PolicyPorts,
  known: Integration,
  event: EventOf<'integration.revocation-requested'>,
): Promise<void> {
  const { revocationId } = event.change;
  const input: RevocationInput = {
    schemaVersion: 1,
    vendor: known.vendor,
    tenant: known.tenant,
    integrationId: known.id,
    incarnation: event.subject.incarnation,
    correlationId: event.correlationId,
    revocationId,
    taskId: taskId(revocationId),
    manualSeconds: durationSeconds(ports.policy.revocation['manual-within']),
  };
  await ports.workflows.startRevocation(revocationId, input);
}
