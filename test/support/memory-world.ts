/** A world in memory: the store, queues that remember, workflows that wait, one scripted vendor. */

import { github } from '#connectors/github/index.ts';
import type { Policy } from '#domain/policy.ts';
import type { LifecycleEvent } from '#events/catalogue.ts';
import type { Connection, LeaverMessage, Log, SweepMessage } from '#use-cases/ports.ts';
import type {
  ActOutcome,
  Collector,
  CollectorPage,
  PointRead,
  Probe,
  Reading,
  Recognise,
  VendorConnector,
  VendorSession,
} from '#use-cases/vendor-port.ts';
import { policy as defaultPolicy, MARCH, rate } from '../domain/facts.ts';
import { MemoryStore } from './memory-store.ts';

const quiet: Log = { info() {}, warn() {}, error() {}, count() {} };

/** What the scripted vendor answers; a test changes it between steps. */
export interface VendorScript {
  pages: (
    cursor: string | undefined,
    recognise: Recognise | undefined,
  ) => CollectorPage | Promise<CollectorPage>;
  readOne: () => PointRead | Promise<PointRead>;
  suspend: () => ActOutcome | Promise<ActOutcome>;
  revoke: (rung: string) => ActOutcome | Promise<ActOutcome>;
  probe: () => Probe;
  read: () => readonly Reading[];
  /** Rungs of the ladder, in order, by name; `manual` is for people. */
  ladder: readonly string[];
  residual: string | undefined;
  push: 'signed' | 'hint';
  pagesMax: number;
}

const unset = () => {
  throw new TypeError('the test did not script this answer');
};

/** Everything the use cases need, with what they did to look at. */
export function memoryWorld(changes: { policy?: Policy } = {}) {
  const store = new MemoryStore();
  let now = MARCH;
  const script: VendorScript = {
    pages: () => ({ observations: [] }),
    readOne: unset,
    suspend: unset,
    revoke: unset,
    probe: () => 'unavailable',
    read: () => [],
    ladder: ['uninstall', 'manual'],
    residual: undefined,
    push: 'signed',
    pagesMax: 100,
  };
  const sent: { message: SweepMessage; delaySeconds?: number }[] = [];
  const leavers: LeaverMessage[] = [];
  const answers: { token: string; output: object }[] = [];
  const executions: { name: string; input: object }[] = [];
  const published: LifecycleEvent[] = [];
  const credentials = { act: true, read: true };
  const connection: Connection = {
    vendor: 'github',
    tenant: '9001',
    baseUrl: 'https://api.github.test',
    settings: {},
    connectedAt: MARCH,
    defaultOwner: 'platform@example.com',
  };
  const clock = { now: () => now };
  const session: VendorSession = {
    ...connection,
    credential: {},
    http: { send: unset },
    now: clock.now,
  };
  const start = async (name: string, input: object) => {
    const running = executions.some((one) => one.name === name);
    if (!running) executions.push({ name, input });
    return running ? ('already-running' as const) : ('started' as const);
  };
  return {
    store,
    script,
    sent,
    leavers,
    answers,
    executions,
    published,
    credentials,
    connection,
    advance: (ms: number) => {
      now += ms;
    },
    ports: {
      inventory: store.inventory,
      ledger: store.ledger,
      tasks: store.tasks,
      sweeps: store.sweeps,
      coverage: store.coverage,
      people: store.people,
      deliveries: store.deliveries,
      connections: {
        list: async () => [connection],
        load: async ({ tenant }: { tenant: string }) =>
          tenant === connection.tenant ? connection : undefined,
        save: async () => {},
      },
      pace: store.pace,
      payloads: { load: async () => new Uint8Array(), save: async () => {} },
      workQueue: {
        send: async (message: SweepMessage, delaySeconds?: number) => {
          sent.push({ message, delaySeconds });
        },
        sendLeaver: async (message: LeaverMessage) => {
          leavers.push(message);
        },
      },
      workflows: {
        startReauthorisation: start,
        startRevocation: start,
        answer: async (token: string, output: object) => {
          answers.push({ token, output });
          return 'delivered' as const;
        },
      },
      vendors: {
        connector: async () => scripted(script),
        session: async (_connection: Connection, purpose: 'read' | 'act') => {
          if (credentials[purpose]) return session;
          const { ConfigurationError } = await import('#domain/errors.ts');
          throw new ConfigurationError('no secret', { code: 'credential-missing' });
        },
      },
      connector: async () => scripted(script),
      clock,
      log: quiet,
      policy: changes.policy ?? defaultPolicy,
    },
  };
}

function scripted(script: VendorScript): VendorConnector {
  const collector: Collector = {
    name: 'installations',
    kinds: ['github-app-installation'],
    capability: 'discover',
    permission: 'administration: read',
    pagesMax: script.pagesMax,
    page: async (_session, cursor, recognise) => script.pages(cursor, recognise),
  };
  const kind = github.capabilities.kinds['github-app-installation'];
  if (kind === undefined) throw new TypeError('GitHub has installations');
  const rung = (name: string) => ({
    name,
    how: name === 'manual' ? ('manual' as const) : ('api' as const),
    reversible: false,
    residual: name === 'manual' ? undefined : script.residual,
    collateral: 'none',
    steps: name === 'manual' ? ['Do it by hand.'] : undefined,
  });
  return {
    ...github,
    capabilities: {
      ...github.capabilities,
      push: script.push,
      kinds: {
        'github-app-installation': {
          ...kind,
          coverage: { ...kind.coverage, verify: { coverage: 'yes', permissions: [] } },
          suspend: [{ ...rung('deactivate'), reversible: true }],
          revoke: script.ladder.map(rung),
        },
      },
    },
    collectors: [collector],
    feeds: [],
    read: () => script.read(),
    rateScope: rate,
    readOne: async () => script.readOne(),
    suspend: async () => script.suspend(),
    resume: async () => script.suspend(),
    revoke: async (_session, _target, name) => script.revoke(name),
    probe: async () => script.probe(),
  };
}
