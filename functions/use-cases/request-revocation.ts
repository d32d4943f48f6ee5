/** A person asks for the end of an integration. The event starts the workflow. */
import { DecisionRefusedError, NotFoundError } from '#domain/errors.ts';
import type { Integration } from '#domain/integration.ts';
import type { Policy } from '#domain/policy.ts';
import { requestRevocation as request } from '#domain/revocation.ts';
import type { RevocationReason } from '#events/vocabulary.ts';
import { type ChangePorts, changeIntegration } from './change-integration.ts';
import type { Clock } from './ports.ts';

export interface RevocationRequest {
  readonly integrationId: string;
  /** What the person saw; a newer incarnation or fingerprint is not what they meant. */
  readonly incarnation: number;
  readonly fingerprint: string;
  readonly reason: RevocationReason;
  readonly by: string;
  /** Ties it to a case such as an incident; absent = it is a case of its own. */
  readonly correlationId?: string;
}

/** Asks for a revocation; asking twice is asking once.
 *  @throws NotFoundError unknown integration
 *  @throws DecisionRefusedError it changed since it was shown, or is gone */
export async function requestRevocation(
  ports: ChangePorts & { clock: Clock; policy: Policy },
  asked: RevocationRequest,
): Promise<Integration> {
  const found = await ports.inventory.find(asked.integrationId);
  if (found === undefined) throw new NotFoundError('there is no such integration');
  const now = ports.clock.now();
  return changeIntegration(ports, found, (known) => {
    if (known.incarnation !== asked.incarnation || known.fingerprint !== asked.fingerprint) {
      throw new DecisionRefusedError('it changed since it was shown', {
        remedy: `Look again: grantline show ${known.id}`,
      });
    }
    const step = request(
      known,
      { reason: asked.reason, requestedBy: asked.by },
      {
        now,
        observedAt: now,
        cause: { kind: 'decision', ref: asked.by },
        actor: { type: 'admin', id: asked.by },
        correlationId: asked.correlationId ?? `${known.id}:${now}`,
        policy: ports.policy,
      },
    );
    return step === undefined ? undefined : { step };
  });
}
