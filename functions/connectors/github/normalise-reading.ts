/** Which tenant a record speaks of, and what of it could not be read. Pure. */
import { integrationId } from '#domain/integration-id.ts';
import type { IntegrationKey } from '#domain/observation.ts';
import type { RecordOrigin } from '#use-cases/vendor-port.ts';

/** Names of the parts that broke, never their values. */
export function brokenParts(error: {
  readonly issues: readonly { readonly path: readonly PropertyKey[] }[];
}): string {
  const parts = error.issues.map((issue) => issue.path.map(String).join('.'));
  return [...new Set(parts)].join(', ');
}

/** Whose record it is. `foreign`: the transport proves one tenant and the record names another, as
 *  happens when one app is installed in several organisations and all deliver to one address. */
export interface Tenancy {
  readonly tenant?: string;
  readonly foreign: boolean;
}

/** The transport's tenant wins; a record that names several organisations names none. */
export function tenancyOf(origin: RecordOrigin, stated: readonly (string | undefined)[]): Tenancy {
  const named = stated.filter((id) => id !== undefined);
  if (origin.tenant === undefined) {
    return { tenant: named.length === 1 ? named[0] : undefined, foreign: false };
  }
  const foreign = named.length > 0 && !named.includes(origin.tenant);
  return { tenant: origin.tenant, foreign };
}

/** Integration id, when the tenant is known and the record is that tenant's own. */
export function idWithin(
  tenancy: Tenancy,
  key: (tenant: string) => IntegrationKey | undefined,
): string | undefined {
  if (tenancy.tenant === undefined || tenancy.foreign) return undefined;
  const made = key(tenancy.tenant);
  return made === undefined ? undefined : integrationId(made);
}
