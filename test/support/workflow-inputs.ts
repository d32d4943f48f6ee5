/** Inputs of the two workflows about a held integration, as policy starts them; a test names the rest. */
import type { Integration } from '#domain/integration.ts';
import type { ReauthorisationInput, RevocationInput } from '#domain/workflow.ts';

function targetOf(known: Integration) {
  return {
    schemaVersion: 1 as const,
    vendor: known.vendor,
    tenant: known.tenant,
    integrationId: known.id,
    incarnation: known.incarnation,
    correlationId: 'case',
    taskId: 'task_1',
  };
}

/** Asks about the fingerprint that is held. */
export function aReauthorisationInput(
  known: Integration,
  reason: ReauthorisationInput['reason'],
): ReauthorisationInput {
  return {
    ...targetOf(known),
    fingerprint: known.fingerprint,
    reason,
    waits: { remindSeconds: 10, escalateSeconds: 10, suspendSeconds: 10, revokeSeconds: 10 },
  };
}

/** Ends what is held, by the revocation that is under way. */
export function aRevocationInput(
  known: Integration,
  changes: Partial<RevocationInput> = {},
): RevocationInput {
  return {
    ...targetOf(known),
    revocationId: known.revocation?.id ?? '',
    manualSeconds: 60,
    ...changes,
  };
}
