/**
 * Holds the calls of a mass revocation to its share of a vendor's limit, whatever runs in parallel: a
 * step that finds the minute full waits as it would for the vendor's own 429. The first call of a step
 * needs room; the rest of it is counted but not stopped half-way.
 */
import { VendorError } from '#domain/errors.ts';
import type { Integration } from '#domain/integration.ts';
import { callsPerMinute, UNDOCUMENTED_LIMIT } from '#domain/pace.ts';
import type { VendorPace } from './incident-port.ts';
import type { Clock } from './ports.ts';
import type { VendorConnector, VendorSession } from './vendor-port.ts';

export interface PacePorts {
  readonly pace: VendorPace;
  readonly clock: Clock;
}

/** The session as it is, or held to the pace when the revocation belongs to an incident. Single
 *  revocations go first: the rest of the limit is theirs.
 *  @returns a session whose calls throw VendorError vendor-rate-limited when the minute is full */
export function pacedSession(
  ports: PacePorts,
  about: { readonly known: Integration; readonly connector: VendorConnector },
  session: VendorSession,
): VendorSession {
  const { known, connector } = about;
  if (known.revocation?.reason !== 'incident') return session;
  const perMinute = callsPerMinute(connector.capabilities.limit ?? UNDOCUMENTED_LIMIT);
  let begun = false;
  return {
    ...session,
    http: {
      async send(request) {
        const max = begun ? undefined : perMinute;
        const retryAfterMs = await ports.pace.take(known, ports.clock.now(), max);
        if (retryAfterMs > 0) {
          throw new VendorError('vendor-rate-limited', 'our share of the limit is used up', {
            retryAfterMs,
            facts: { vendor: known.vendor },
          });
        }
        begun = true;
        return session.http.send(request);
      },
    },
  };
}
