/** Acting on Slack: every outcome is what Slack answered, none is taken as proof. Nothing here can be
 *  undone but a restriction. */
import { VendorError } from '#domain/errors.ts';
import type { ActOutcome, ActTarget, Probe, VendorSession } from '#use-cases/vendor-port.ts';
import { slackCapabilities } from './capabilities.ts';
import { type Arguments, post } from './client.ts';
import { isOrganisation } from './normalise-rows.ts';
import { decidedFor } from './read-one.ts';

/** Logs follow an uninstall after a short while; how long is not documented. */
const POLL_SECONDS = 10;

const NO_STOP = 'Slack has no stop that can be undone and is confirmed to stop tokens';

/** Slack offers no suspension of any kind. */
export async function suspend(): Promise<ActOutcome> {
  return { outcome: 'refused', reason: NO_STOP };
}

/** Nothing was suspended. */
export async function resume(): Promise<ActOutcome> {
  return { outcome: 'refused', reason: NO_STOP };
}

/** Nobody but its holder can try a token. */
export async function probe(): Promise<Probe> {
  return 'unavailable';
}

/** Climbs one rung. */
export async function revoke(
  session: VendorSession,
  target: ActTarget,
  rung: string,
): Promise<ActOutcome> {
  const { key, handle } = target;
  const appId = handle.appId ?? key.clientId;
  switch (rung) {
    case 'uninstall-app': {
      const teamId = handle.teamId ?? key.principalId.replace(/^team:/, '');
      return uninstall(session, { appId, where: teamId });
    }
    case 'uninstall-org-app':
      return uninstall(session, { appId, where: session.tenant });
    case 'restrict-app':
      return restrict(session, { appId, where: decidedFor(session, target) });
    default:
      return manualSteps(target);
  }
}

interface App {
  readonly appId: string;
  /** Organisation or workspace. */
  readonly where: string;
}

function manualSteps({ key }: ActTarget): ActOutcome {
  const ladder = slackCapabilities.kinds[key.kind]?.revoke ?? [];
  return { outcome: 'manual', steps: ladder.find((rung) => rung.how === 'manual')?.steps ?? [] };
}

/** Restricted first, so that nobody installs it again in between. That an app cannot be restricted is
 *  no reason to leave it installed. */
async function uninstall(session: VendorSession, app: App): Promise<ActOutcome> {
  if (!isOrganisation(session.tenant)) {
    return { outcome: 'refused', reason: 'Slack uninstalls apps by API in organisations only' };
  }
  await restrict(session, app);
  const { appId, where } = app;
  const at = isOrganisation(where) ? { enterprise_id: where } : { team_ids: where };
  return attempt(session, 'admin.apps.uninstall', { app_id: appId, ...at });
}

function restrict(session: VendorSession, { appId, where }: App): Promise<ActOutcome> {
  const at = isOrganisation(where) ? { enterprise_id: where } : { team_id: where };
  return attempt(session, 'admin.apps.restrict', { app_id: appId, ...at });
}

/** Calls one change and says what Slack made of it. */
async function attempt(
  session: VendorSession,
  method: string,
  args: Arguments,
): Promise<ActOutcome> {
  try {
    await post(session, method, args);
    return { outcome: 'accepted', pollAfterSeconds: POLL_SECONDS };
  } catch (error) {
    if (!(error instanceof VendorError)) throw error;
    switch (error.code) {
      case 'vendor-not-found':
        return { outcome: 'already-gone' };
      case 'vendor-forbidden':
      case 'vendor-refused':
        return { outcome: 'refused', reason: error.message };
      case 'vendor-unavailable':
        // `fatal_error` may have happened in part.
        return { outcome: 'unknown', reason: error.message };
      default:
        throw error;
    }
  }
}
