/** One claim for each bad answer and vendor: what the sweep makes of it, over loopback. */
import { github } from '#connectors/github/index.ts';
import { okta } from '#connectors/okta/index.ts';
import { salesforce } from '#connectors/salesforce/index.ts';
import { startGitHubSimulator } from '#local/simulators/github.ts';
import { READ_CREDENTIAL } from '#local/simulators/github-auth.ts';
import { startOktaSimulator } from '#local/simulators/okta.ts';
import { OKTA_READ_TOKEN } from '#local/simulators/okta-world.ts';
import { SALESFORCE_CLIENT, startSalesforceSimulator } from '#local/simulators/salesforce.ts';
import type { FaultEffect, SimulatedAnswer, SimulatorServer } from '#local/simulators/server.ts';
import type { Connection } from '#use-cases/ports.ts';
import { sweepVendor } from '#use-cases/sweep-vendor.ts';
import type { VendorConnector } from '#use-cases/vendor-port.ts';
import { MARCH } from '../domain/facts.ts';
import { memoryWorld } from '../support/memory-world.ts';
import { simulatedSession } from './simulated.ts';

const BUDGET = { pagesMax: 500, until: Number.MAX_SAFE_INTEGER };
/** Bound of a list in these tests; the vendors' own bounds are up to 5,000 pages. */
const PAGES_MAX = 3;
const COUNT = 3;

interface Vendor {
  readonly server: SimulatorServer;
  readonly connector: VendorConnector;
  readonly tenant: string;
  readonly credential: object;
  readonly settings?: Readonly<Record<string, string>>;
  /** The address of the list that shows the integrations. */
  readonly list: RegExp;
  /** The answer, with a link to a further page at this address. */
  readonly linked: (answer: SimulatedAnswer, next: string) => SimulatedAnswer;
  readonly stop: () => Promise<void>;
}

const byHeader = (answer: SimulatedAnswer, next: string): SimulatedAnswer => ({
  ...answer,
  headers: { ...answer.headers, link: `<${next}>; rel="next"` },
});

async function aGitHub(): Promise<Vendor> {
  const simulator = await startGitHubSimulator({ now: () => MARCH });
  for (let number = 0; number < COUNT; number += 1) {
    simulator.world.install({ slug: `app-${number}`, permissions: { metadata: 'read' } });
  }
  return {
    server: simulator.server,
    connector: github,
    tenant: '9001',
    credential: { token: READ_CREDENTIAL.token },
    settings: { org: 'acme-lab' },
    list: /\/installations\b/,
    linked: byHeader,
    stop: () => simulator.stop(),
  };
}

async function anOkta(): Promise<Vendor> {
  const simulator = await startOktaSimulator({ now: () => MARCH });
  for (let number = 0; number < COUNT; number += 1) {
    simulator.world.addApp(`app ${number}`, ['okta.logs.read']);
  }
  return {
    server: simulator.server,
    connector: okta,
    tenant: 'acme.okta.com',
    credential: { token: OKTA_READ_TOKEN },
    list: /^\/api\/v1\/apps$/,
    linked: byHeader,
    stop: () => simulator.stop(),
  };
}

async function aSalesforce(): Promise<Vendor> {
  const simulator = await startSalesforceSimulator();
  for (let number = 0; number < COUNT; number += 1) {
    simulator.world.addApp(`app ${number}`, MARCH);
  }
  return {
    server: simulator.server,
    connector: salesforce,
    tenant: simulator.world.organizationId,
    credential: SALESFORCE_CLIENT,
    list: /ConnectedApplication|\/query\/01g/,
    linked: (_answer, next) => ({
      status: 200,
      body: { totalSize: COUNT, done: false, records: [], nextRecordsUrl: next },
    }),
    stop: () => simulator.stop(),
  };
}

/** A tenant whose first sweep found everything. */
async function swept(start: () => Promise<Vendor>) {
  const vendor = await start();
  const world = memoryWorld();
  const { connector: whole, tenant, credential, settings = {}, server } = vendor;
  const connector = {
    ...whole,
    collectors: whole.collectors.map((one) => ({ ...one, pagesMax: PAGES_MAX })),
  };
  const connection: Connection = {
    vendor: whole.vendor,
    tenant,
    baseUrl: server.baseUrl,
    settings,
    connectedAt: MARCH,
  };
  const ports = {
    ...world.ports,
    connections: { ...world.ports.connections, load: async () => connection },
    vendors: {
      connector: async () => connector,
      session: async () => ({
        ...simulatedSession({ baseUrl: server.baseUrl, tenant, credential, settings }),
        now: world.ports.clock.now,
      }),
    },
  };
  const sweep = async () => {
    await sweepVendor(ports, connection, BUDGET);
    world.advance(60_000);
  };
  await sweep();
  const found = world.store.integrations.size;
  world.store.transitions.length = 0;
  return { vendor, world, sweep, found };
}

const VENDORS = [
  ['GitHub', aGitHub],
  ['Okta', anOkta],
  ['Salesforce', aSalesforce],
] as const;

const status = (code: number, headers: Record<string, string> = {}): FaultEffect => ({
  kind: 'answer',
  answer: { status: code, headers, body: [] },
});

describe.each(VENDORS)('a sweep of %s', (_name, start) => {
  let on: Awaited<ReturnType<typeof swept>>;

  beforeEach(async () => {
    on = await swept(start);
  });
  afterEach(() => on.vendor.stop());

  function arm(effect: FaultEffect): void {
    const { server, list } = on.vendor;
    const matches = ({ url }: { url: URL }) =>
      list.test(url.pathname) || list.test(url.searchParams.get('q') ?? '');
    server.arm({ matches, effect, times: Number.POSITIVE_INFINITY });
  }

  const lost = () =>
    [...on.world.store.integrations.values()].filter((one) => one.state !== 'discovered');

  it('finds what is there before the vendor answers badly', () => {
    expect(on.found).toBe(COUNT);
  });

  it.each<[string, FaultEffect, string]>([
    ['401', status(401), 'vendor-unauthorised'],
    ['403', status(403), 'vendor-forbidden'],
    ['5xx', status(500), 'vendor-unavailable'],
    [
      'a gateway’s 503 in HTML',
      { kind: 'answer', answer: { status: 503, body: '<html>' } },
      'vendor-unavailable',
    ],
    ['half a JSON text', { kind: 'truncate' }, 'vendor-malformed'],
    ['a cut connection', { kind: 'cut' }, 'vendor-unavailable'],
  ])(
    'that is answered %s is incomplete for that reason and removes nothing',
    async (_what, effect, reason) => {
      arm(effect);

      await on.sweep();

      const said = on.world.store.transitions.flatMap((one) => one.events);
      const incomplete = said.find((event) => event.type === 'sweep.incomplete');
      expect(JSON.stringify(incomplete?.change)).toContain(reason);
      expect(lost()).toEqual([]);
    },
  );

  it.each(['401', '403'])('says a coverage gap for %s', async (code) => {
    arm(status(Number(code)));

    await on.sweep();

    expect(on.world.store.said).toContain('coverage.gap');
  });

  it('ends a paging without end at the bound, and removes nothing', async () => {
    let page = 0;
    arm({
      kind: 'rewrite',
      rewrite: (answer) => {
        page += 1;
        const next = on.vendor.server.baseUrl + endless(on.vendor, page);
        return on.vendor.linked({ ...answer, body: emptied(answer.body) }, next);
      },
    });

    await on.sweep();

    expect(page).toBeLessThanOrEqual(PAGES_MAX);
    expect(on.world.store.said).toContain('sweep.incomplete');
    expect(lost()).toEqual([]);
  });

  it('never follows a next link to another host, and removes nothing', async () => {
    arm({
      kind: 'rewrite',
      rewrite: (answer) => on.vendor.linked(answer, 'https://thief.example.com/services/next'),
    });

    await on.sweep();

    const said = on.world.store.transitions.flatMap((one) => one.events);
    expect(JSON.stringify(said)).toContain('vendor-foreign-link');
    expect(lost()).toEqual([]);
  });

  it.each([
    ['in seconds', '42', 42],
    ['as a date', new Date(MARCH + 90_000).toUTCString(), 90],
  ])(
    'waits as long as 429 says in Retry-After %s, and concludes nothing',
    async (_how, told, seconds) => {
      arm(status(429, { 'retry-after': told, date: new Date(MARCH).toUTCString() }));

      await on.sweep();

      expect(on.world.sent.at(-1)).toMatchObject({ delaySeconds: seconds });
      expect(on.world.store.said).toEqual([]);
      expect(lost()).toEqual([]);
    },
  );

  it('waits by itself when 429 names no time, and goes on when it is over', async () => {
    arm(status(429));

    await on.sweep();
    on.vendor.server.clearFaults();
    await on.sweep();

    expect(on.world.sent.at(-1)?.delaySeconds).toBeGreaterThanOrEqual(60);
    expect(lost()).toEqual([]);
  });
});

/** Another page of the same list, never the same twice. */
function endless({ connector }: Vendor, page: number): string {
  if (connector.vendor === 'salesforce') return `/services/data/v64.0/query/01g${page}`;
  if (connector.vendor === 'okta') return `/api/v1/apps?after=${page}`;
  return `/orgs/acme-lab/installations?page=${page}`;
}

function emptied(body: unknown): unknown {
  return Array.isArray(body) ? [] : { total_count: COUNT, installations: [] };
}
