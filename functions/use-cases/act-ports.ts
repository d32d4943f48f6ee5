/** What the steps that act on a vendor share: the ports and the way to a session that may act. */
import { ConfigurationError, VendorError } from '#domain/errors.ts';
import { type Integration, keyOf } from '#domain/integration.ts';
import type { Policy } from '#domain/policy.ts';
import type { ChangePorts } from './change-integration.ts';
import type { VendorPace } from './incident-port.ts';
import type { Clock, Connections, CredentialPurpose, Log, Tasks, Vendors } from './ports.ts';
import type {
  ActOutcome,
  ActTarget,
  PointRead,
  VendorConnector,
  VendorSession,
} from './vendor-port.ts';

export interface ActPorts extends ChangePorts {
  readonly connections: Connections;
  readonly tasks: Tasks;
  readonly vendors: Vendors;
  readonly pace: VendorPace;
  readonly clock: Clock;
  readonly policy: Policy;
  readonly log: Log;
}

/** How the vendor is told which integration is meant. */
export function actTargetOf(known: Integration): ActTarget {
  return { key: keyOf(known), handle: known.handle ?? {}, clientName: known.clientName };
}

/** A session for one purpose, or why there is none.
 *  @returns undefined when the tenant is not connected or has no such credential: then only people
 *  can act */
export async function sessionFor(
  ports: ActPorts,
  known: Integration,
  purpose: CredentialPurpose,
): Promise<VendorSession | undefined> {
  const connection = await ports.connections.load(known);
  if (connection === undefined) return undefined;
  try {
    return await ports.vendors.session(connection, purpose);
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    ports.log.warn('no credential to act with', { vendor: known.vendor, code: error.code });
    return undefined;
  }
}

/** Calls the vendor and turns what it throws into an outcome. A rate limit is thrown on: waiting
 *  and trying again is the workflow's work.
 *  @throws VendorError vendor-rate-limited */
export async function outcomeOf(call: () => Promise<ActOutcome>): Promise<ActOutcome> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof VendorError) || error.code === 'vendor-rate-limited') throw error;
    switch (error.code) {
      case 'vendor-unavailable':
      case 'vendor-malformed':
        return { outcome: 'unknown', reason: error.code };
      case 'vendor-not-found':
        return { outcome: 'already-gone' };
      default:
        return { outcome: 'refused', reason: error.code };
    }
  }
}

/** Reads one integration back; what cannot be read is unknown, never absent.
 *  @throws VendorError vendor-rate-limited */
export async function readBack(
  connector: VendorConnector,
  session: VendorSession | undefined,
  target: ActTarget,
): Promise<PointRead> {
  if (session === undefined) return { found: 'unknown', reason: 'no read credential' };
  try {
    return await connector.readOne(session, target);
  } catch (error) {
    if (!(error instanceof VendorError) || error.code === 'vendor-rate-limited') throw error;
    return { found: 'unknown', reason: error.code };
  }
}
