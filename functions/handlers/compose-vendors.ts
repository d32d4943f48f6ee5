/** The vendors' ports: connectors with sessions that hold a credential of one purpose. */
import {
  createSecretReader,
  readCredential,
  secretName,
} from '#adapters/secrets-manager/secrets.ts';
import type { SignedCaller } from '#adapters/signed-call.ts';
import { loadConnector } from '#connectors/registry.ts';
import { createVendorHttp } from '#platform/http.ts';
import type { Clock, Vendors } from '#use-cases/ports.ts';

/** Vendors with credentials from Secrets Manager. */
export function createVendors(caller: SignedCaller, prefix: string, clock: Clock): Vendors {
  const read = createSecretReader(caller, clock);
  return {
    connector: loadConnector,
    async session(connection, purpose) {
      return {
        tenant: connection.tenant,
        baseUrl: connection.baseUrl,
        settings: connection.settings,
        credential: await readCredential(read, secretName(prefix, connection, purpose)),
        http: createVendorHttp({ baseUrl: connection.baseUrl, fetch }),
        now: clock.now,
      };
    },
  };
}
