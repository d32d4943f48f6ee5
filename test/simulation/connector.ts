/** The simulated vendor behind the product's own vendor port, with what may go wrong on the way. */

import * as z from 'zod';
import { github } from '#connectors/github/index.ts';
import { VendorError } from '#domain/errors.ts';
import type { DirectoryPerson } from '#domain/observation.ts';
import type {
  ActOutcome,
  ActTarget,
  CollectorPage,
  PointRead,
  Reading,
  VendorConnector,
} from '#use-cases/vendor-port.ts';
import { rate } from '../domain/facts.ts';
import type { Agenda } from './agenda.ts';
import { type Faults, vendorDown } from './faults.ts';
import { TENANT } from './names.ts';
import { type App, observationOf, type SimulatedVendor } from './vendor.ts';

const PER_PAGE = 3;

const ToldApp = z.object({
  id: z.string(),
  life: z.number(),
  present: z.boolean(),
  suspended: z.boolean(),
  scopes: z.array(z.string()),
  person: z.string(),
});
export const ToldBody = z.object({
  id: z.string(),
  at: z.number(),
  app: ToldApp.optional(),
  leaver: z.string().optional(),
});

export interface ConnectorWorld {
  readonly agenda: Agenda;
  readonly faults: Faults;
  readonly vendor: SimulatedVendor;
  /** Whether revocations are answered with 200 and forgotten, in this run. */
  readonly lies: boolean;
  /** Told before every revocation call. */
  beforeRevoke(target: ActTarget): void;
}

export function simulatedConnector(world: ConnectorWorld): VendorConnector {
  const kind = github.capabilities.kinds['github-app-installation'];
  if (kind === undefined) throw new RangeError('GitHub has installations');
  const rung = (name: string, how: 'api' | 'manual') => ({
    name,
    how,
    reversible: false,
    residual: how === 'api' ? 'PT1H' : undefined,
    collateral: 'none',
    steps: how === 'manual' ? ['Remove it by hand.'] : undefined,
  });
  const app = ({ key }: ActTarget) => world.vendor.apps.get(key.clientId);
  return {
    ...github,
    capabilities: {
      ...github.capabilities,
      push: 'signed',
      kinds: {
        'github-app-installation': {
          ...kind,
          coverage: { ...kind.coverage, verify: { coverage: 'yes', permissions: [] } },
          suspend: [{ ...rung('stop', 'api'), reversible: true }],
          revoke: [rung('remove', 'api'), rung('by-hand', 'manual')],
        },
      },
    },
    collectors: [
      {
        name: 'installations',
        kinds: ['github-app-installation'],
        capability: 'discover',
        permission: 'administration: read',
        pagesMax: 20,
        page: async (_session, cursor) => pageOf(world, cursor),
      },
    ],
    feeds: [],
    read: (record) => readingsOf(record),
    rateScope: rate,
    readOne: async (_session, target) => {
      await answering(world);
      return pointRead(app(target));
    },
    suspend: async (_session, target) =>
      act(world, app(target), (one) => world.vendor.suspend(one, true)),
    resume: async (_session, target) =>
      act(world, app(target), (one) => world.vendor.suspend(one, false)),
    revoke: async (_session, target) => {
      world.beforeRevoke(target);
      if (world.lies) world.faults.note('vendor-lies');
      if (world.lies) return { outcome: 'accepted', pollAfterSeconds: 60 };
      return act(world, app(target), (one) => world.vendor.remove(one));
    },
    probe: async () => 'unavailable',
  };
}

/** A call on its way: it may fail before it gets there. */
async function answering({ agenda, faults }: ConnectorWorld): Promise<void> {
  await agenda.turn();
  if (faults.happens('vendor-down')) throw vendorDown();
  if (faults.happens('vendor-limits')) {
    throw new VendorError('vendor-rate-limited', 'slow down', { retryAfterMs: 30_000 });
  }
}

function pointRead(app: App | undefined): PointRead {
  if (app === undefined || !app.present) return { found: 'absent' };
  return { found: 'present', observation: observationOf(app) };
}

async function act(
  world: ConnectorWorld,
  app: App | undefined,
  change: (app: App) => unknown,
): Promise<ActOutcome> {
  await answering(world);
  if (app === undefined || !app.present) return { outcome: 'already-gone' };
  const timesOut = world.faults.happens('revoke-times-out');
  // Half of the calls that time out have taken effect.
  if (timesOut && app.life % 2 === 0) throw vendorDown();
  change(app);
  if (timesOut) throw vendorDown();
  return { outcome: 'accepted', pollAfterSeconds: 60 };
}

async function pageOf(world: ConnectorWorld, cursor: string | undefined): Promise<CollectorPage> {
  await answering(world);
  const { listed } = world.vendor;
  const start = Number(cursor ?? '0');
  const rows = listed.slice(start, start + PER_PAGE);
  const cut = world.faults.happens('vendor-truncates');
  const more = start + PER_PAGE < listed.length;
  return {
    observations: (cut ? rows.slice(1) : rows).map((app) => observationOf(app)),
    expected: listed.length,
    next: more && !cut ? String(start + PER_PAGE) : undefined,
  };
}

function readingsOf(record: unknown): readonly Reading[] {
  const parsed = ToldBody.safeParse(record);
  if (!parsed.success) return [{ outcome: 'rejected', reason: 'not understood' }];
  const { app, leaver, at } = parsed.data;
  const readings: Reading[] = [];
  if (app !== undefined) {
    const signal = { class: 'integration.observed', reason: 'told', occurredAt: at } as const;
    readings.push({
      outcome: 'observed',
      signal: { ...signal, tenant: TENANT.tenant, observation: observationOf(app, at) },
    });
  }
  if (leaver !== undefined) {
    const signal = { class: 'owner_deactivated', reason: 'left', occurredAt: at } as const;
    readings.push({ outcome: 'observed', signal: { ...signal, person: leaverOf(leaver, at) } });
  }
  return readings;
}

function leaverOf(email: string, at: number): DirectoryPerson {
  return { ...TENANT, personId: email, email, active: false, status: 'left', occurredAt: at };
}
