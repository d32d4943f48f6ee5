/** A tenant of any size, served from memory in the vendor's own wire format, swept by the real code. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { createConnections, createCoverage } from '../functions/adapters/dynamodb/connections.ts';
import { createDeliveries } from '../functions/adapters/dynamodb/deliveries.ts';
import { createInventory } from '../functions/adapters/dynamodb/inventory.ts';
import { createLedger } from '../functions/adapters/dynamodb/ledger.ts';
import { createPeople } from '../functions/adapters/dynamodb/people.ts';
import { createSweeps } from '../functions/adapters/dynamodb/sweeps.ts';
import { createTasks } from '../functions/adapters/dynamodb/tasks.ts';
import { github } from '../functions/connectors/github/index.ts';
import { parsePolicy } from '../functions/domain/policy.ts';
import type { Connection } from '../functions/use-cases/ports.ts';
import type { SweepPorts } from '../functions/use-cases/sweep-state.ts';
import type { VendorConnector, VendorSession } from '../functions/use-cases/vendor-port.ts';
import { countingTable } from './counting-table.ts';

export const PER_PAGE = 100;
const POLICY = new URL('../functions/domain/default-policy.yaml', import.meta.url);
const NOW = Date.UTC(2026, 5, 1);

const LEVELS = {
  metadata: 'read',
  contents: 'read',
  issues: 'write',
  pull_requests: 'write',
  checks: 'read',
};

/** One installation as GitHub lists it. */
function row(index: number, grown: boolean): object {
  return {
    id: 51_000_000 + index,
    account: { login: 'acme-lab', id: 9001, type: 'Organization' },
    repository_selection: 'selected',
    access_tokens_url: `https://api.github.com/app/installations/${index}/access_tokens`,
    repositories_url: 'https://api.github.com/installation/repositories',
    html_url: `https://github.com/organizations/acme-lab/settings/installations/${index}`,
    app_id: 770_000 + index,
    client_id: `Iv23li${index}`,
    app_slug: `app-${index}`,
    target_id: 9001,
    target_type: 'Organization',
    permissions: grown ? { ...LEVELS, secrets: 'write' } : LEVELS,
    events: ['push', 'pull_request'],
    created_at: '2025-02-03T08:00:00.000Z',
    updated_at: '2025-06-01T10:00:00.000Z',
    single_file_name: null,
    has_multiple_single_files: false,
    single_file_paths: [],
    suspended_by: null,
    suspended_at: null,
  };
}

/** One page of the installations list, as text; pages count from 1. */
export function pageOf(page: number, tenant: { size: number; grown: number }): string {
  const installations: object[] = [];
  const start = (page - 1) * PER_PAGE;
  for (let index = start; index < Math.min(tenant.size, start + PER_PAGE); index += 1) {
    installations.push(row(index, index < tenant.grown));
  }
  return JSON.stringify({ total_count: tenant.size, installations });
}

const connection: Connection = {
  vendor: 'github',
  tenant: '9001',
  baseUrl: 'https://api.github.test',
  settings: { org: 'acme-lab' },
  connectedAt: NOW,
};

/** Only the installations list: the others are other vendors' business here. */
const connector: VendorConnector = {
  ...github,
  collectors: github.collectors.filter((one) => one.name === 'installations'),
};

/** Everything a sweep needs, on a counting table, with a switchable vendor. */
export function benchWorld() {
  const counting = countingTable();
  const { table } = counting;
  const log = { lines: 0 };
  const vendor = { size: 0, grown: 0, calls: 0, pages: undefined as string[] | undefined };
  const payloads = new Map<string, Uint8Array>();
  let now = NOW;
  const clock = { now: () => now };
  const session: VendorSession = {
    tenant: '9001',
    baseUrl: connection.baseUrl,
    settings: connection.settings,
    credential: { token: 'bench' },
    now: clock.now,
    http: {
      async send({ url }) {
        vendor.calls += 1;
        const page = Number(new URL(url, connection.baseUrl).searchParams.get('page') ?? '1');
        const next = `<${connection.baseUrl}/orgs/acme-lab/installations?per_page=100&page=${page + 1}>; rel="next"`;
        const headers: Record<string, string> = page * PER_PAGE < vendor.size ? { link: next } : {};
        return {
          status: 200,
          headers,
          text: vendor.pages?.[page - 1] ?? pageOf(page, vendor),
        };
      },
    },
  };
  const store = {
    save: async (key: string, body: Uint8Array) => {
      payloads.set(key, body);
    },
    load: async (key: string) => payloads.get(key) ?? new Uint8Array(),
  };
  const line = () => {
    log.lines += 1;
  };
  const ports: SweepPorts = {
    inventory: createInventory(table),
    ledger: createLedger(table),
    people: createPeople(table),
    coverage: createCoverage(table),
    sweeps: createSweeps(table, store),
    connections: { ...createConnections(table), load: async () => connection },
    vendors: { connector: async () => connector, session: async () => session },
    workQueue: { send: async () => {}, sendLeaver: async () => {} },
    clock,
    policy: parsePolicy(parse(readFileSync(POLICY, 'utf8'))),
    log: { info: line, warn: line, error: line, count: line },
  };
  return {
    ports,
    counting,
    vendor,
    log,
    deliveries: createDeliveries(table),
    tasks: createTasks(table),
    advance: (ms: number) => {
      now += ms;
    },
  };
}

export const TENANT = { vendor: 'github', tenant: '9001' } as const;
export const BUDGET = { pagesMax: Number.MAX_SAFE_INTEGER, until: Number.MAX_SAFE_INTEGER };
