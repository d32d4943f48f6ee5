/** A connector's session against a simulator over loopback, and sweeps of one collector. */
import type { Observation } from '#domain/observation.ts';
import { createVendorHttp } from '#platform/http.ts';
import type { Collector, VendorConnector, VendorSession } from '#use-cases/vendor-port.ts';

/** A session with short retries. */
export function simulatedSession(of: {
  readonly baseUrl: string;
  readonly tenant: string;
  readonly credential: unknown;
  readonly settings?: Readonly<Record<string, string>>;
}): VendorSession {
  const { baseUrl, tenant, credential, settings = {} } = of;
  return {
    baseUrl,
    tenant,
    credential,
    settings,
    http: createVendorHttp({ baseUrl, fetch, retryDelayMs: 1, timeoutMs: 2_000 }),
    now: () => Date.now(),
  };
}

/** A collector by name. */
export function collectorOf(connector: VendorConnector, name: string): Collector {
  const found = connector.collectors.find((one) => one.name === name);
  if (found === undefined) throw new TypeError(`no collector ${name}`);
  return found;
}

const PAGES_MAX = 50;

/** Every observation of a list, and what was held back. */
export async function readAll(
  collector: Collector,
  session: VendorSession,
): Promise<{ observations: Observation[]; skipped: number; pages: number }> {
  const observations: Observation[] = [];
  let skipped = 0;
  let cursor: string | undefined;
  for (let pages = 1; pages <= PAGES_MAX; pages += 1) {
    const page = await collector.page(session, cursor);
    observations.push(...page.observations);
    skipped += (page.skipped ?? []).reduce((sum, one) => sum + one.count, 0);
    cursor = page.next;
    if (cursor === undefined) return { observations, skipped, pages };
  }
  throw new RangeError('the list does not end');
}
