/**
 * Ends integrations, rung by rung, and says honestly what the vendor answered. A 2xx is "accepted";
 * what became of it is for the read-back. A lost answer is "unknown", never a failure or a success.
 */
import { VendorError } from '#domain/errors.ts';
import type {
  ActOutcome,
  ActTarget,
  Probe,
  VendorRequest,
  VendorResponse,
  VendorSession,
} from '#use-cases/vendor-port.ts';
import { rungOf } from './capabilities.ts';
import { act, authorise, refusalOf, settingsOf } from './client.ts';
import { orgPath, repoPath } from './sweep.ts';

/** Wait before the first read-back, seconds: done at once, or taken up as a job (202). */
const POLL_DONE_SECONDS = 5;
const POLL_JOB_SECONDS = 30;

/** No kind of GitHub has an API for a stop that can be lifted; what there is, people do. */
export async function suspend(
  _session: VendorSession,
  target: ActTarget,
  rung: string,
): Promise<ActOutcome> {
  return manualSteps(target, rung, { ladder: 'suspend' });
}

/** The side that suspended has to lift it: an owner, in the console. */
export async function resume(
  _session: VendorSession,
  target: ActTarget,
  rung: string,
): Promise<ActOutcome> {
  const stop = manualSteps(target, rung, { ladder: 'suspend' });
  if (stop.outcome !== 'manual') return stop;
  const steps = stop.steps.map((step) => step.replace('Choose Suspend', 'Choose Unsuspend'));
  return { outcome: 'manual', steps };
}

/** Tries one rung.
 *  @throws VendorError vendor-rate-limited, vendor-unauthorised: nothing was done */
export async function revoke(
  session: VendorSession,
  target: ActTarget,
  rung: string,
): Promise<ActOutcome> {
  const step = rungOf(target.key.kind, 'revoke', rung);
  if (step === undefined || step.how === 'manual') {
    return manualSteps(target, rung, { ladder: 'revoke' });
  }
  const request = requestOf(session, target, rung);
  if ('refused' in request) return { outcome: 'refused', reason: request.refused };
  await authorise(session);
  return attempt(session, request);
}

/** Nobody but the holder can try a GitHub credential: its text is never shown again. */
export async function probe(): Promise<Probe> {
  return 'unavailable';
}

function manualSteps(
  { key, clientName }: ActTarget,
  rung: string,
  { ladder }: { ladder: 'suspend' | 'revoke' },
): ActOutcome {
  const step = rungOf(key.kind, ladder, rung);
  if (step?.steps === undefined) {
    return { outcome: 'refused', reason: `there is no rung ${rung} for ${key.kind}` };
  }
  const what = `It is ${clientName ?? key.clientId} (${key.kind}).`;
  return { outcome: 'manual', steps: [what, ...step.steps] };
}

type Request = VendorRequest | { readonly refused: string };

function requestOf(session: VendorSession, target: ActTarget, rung: string): Request {
  const { handle, key } = target;
  switch (rung) {
    case 'enterprise-uninstall':
      return uninstallRequest(session, handle.installationId);
    case 'revoke-token':
      return handle.patId === undefined
        ? { refused: 'the grant id of the token is not known; a sweep has to see it first' }
        : {
            method: 'POST',
            url: orgPath(session, `personal-access-tokens/${encodeURIComponent(handle.patId)}`),
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({ action: 'revoke' }),
          };
    case 'delete-key': {
      const repo = handle.repo ?? key.principalId.replace(/^repo:/, '');
      const keyId = handle.keyId ?? key.clientId.replace(/^key:/, '');
      return { method: 'DELETE', url: repoPath(repo, `keys/${encodeURIComponent(keyId)}`) };
    }
    default:
      return { refused: `there is no rung ${rung}` };
  }
}

function uninstallRequest(session: VendorSession, installationId: string | undefined): Request {
  const { org, enterprise } = settingsOf(session);
  if (enterprise === undefined) {
    return { refused: 'no enterprise is set for this connection; only people can uninstall' };
  }
  if (installationId === undefined) return { refused: 'the installation id is not known' };
  const id = encodeURIComponent(installationId);
  return {
    method: 'DELETE',
    url: `/enterprises/${enterprise}/apps/organizations/${org}/installations/${id}`,
  };
}

async function attempt(session: VendorSession, request: VendorRequest): Promise<ActOutcome> {
  let response: VendorResponse;
  try {
    response = await act(session, request);
  } catch (error) {
    if (
      error instanceof VendorError &&
      (error.code === 'vendor-unavailable' || error.code === 'vendor-malformed')
    ) {
      return { outcome: 'unknown', reason: error.message };
    }
    throw error;
  }
  return outcomeOf(response, session);
}

function outcomeOf(response: VendorResponse, session: VendorSession): ActOutcome {
  const refusal = refusalOf(response, session.now());
  if (refusal === undefined) {
    const isJob = response.status === 202;
    return {
      outcome: 'accepted',
      pollAfterSeconds: isJob ? POLL_JOB_SECONDS : POLL_DONE_SECONDS,
    };
  }
  if (refusal.code === 'vendor-not-found') return { outcome: 'already-gone' };
  if (refusal.code === 'vendor-unavailable') {
    return { outcome: 'unknown', reason: refusal.message };
  }
  return { outcome: 'refused', reason: refusal.message };
}
