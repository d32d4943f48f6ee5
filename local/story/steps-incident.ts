/** A vendor is breached: everything of it is listed over all platforms, planned, ended and closed. */
import * as z from 'zod';
import { VENDORS } from '#events/vocabulary.ts';
import type { StoryContext, StoryStep } from './context.ts';
import { expectThat, NotObserved } from './not-observed.ts';

const Target = z.object({ name: z.string(), integrationId: z.string(), outcome: z.string() });
const View = z.object({
  incident: z.object({ id: z.string(), state: z.string() }),
  progress: z.object({
    ended: z.boolean(),
    totals: z.object({ targets: z.number(), proven: z.number(), failed: z.number() }),
  }),
  clocks: z.array(
    z.object({ clock: z.string(), tookMs: z.number().optional(), budgetMs: z.number().optional() }),
  ),
  targets: z.array(Target),
});
type View = z.infer<typeof View>;
const Plan = z.object({
  lanes: z.array(z.object({ vendor: z.string(), vendorCalls: z.number(), durationMs: z.number() })),
});
const Incidents = z.array(
  z.object({ id: z.string(), indicators: z.object({ vendor: z.string() }), state: z.string() }),
);

/** The vendor sells to everybody: it is on all three platforms. */
function arrive({ vendors }: StoryContext): void {
  vendors.github.world.install({
    slug: 'drift-email',
    permissions: { metadata: 'read', contents: 'read' },
    selection: 'all',
  });
  const ann = vendors.okta.world.users.find(({ email }) => email === 'ann@example.com');
  if (ann === undefined) throw new NotObserved('the simulator lost a user');
  vendors.okta.world.addService('Drift', ['okta.users.read'], ann);
  const { world } = vendors.salesforce;
  const user = world.users.find(({ Username }) => Username === ann.email);
  if (user === undefined) throw new NotObserved('the simulator lost a user');
  const now = Date.now();
  world.authorise(user, { appName: 'Drift', createdAt: now, lastUsedAt: now });
}

/** The only incident of that vendor. */
async function incidentOf(context: StoryContext, vendor: string): Promise<View> {
  const all = Incidents.parse(await context.grantline(['incident', 'list']));
  const id = all.find((one) => one.indicators.vendor === vendor)?.id ?? '';
  return View.parse(await context.grantline(['incident', 'show', id]));
}

async function refusalOf(context: StoryContext, words: readonly string[]): Promise<string> {
  try {
    await context.grantline(words);
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
  throw new NotObserved(`${words.join(' ')} was not refused`);
}

export const INCIDENT_STEPS: readonly StoryStep[] = [
  {
    id: 'vendor-breach-planned',
    title: 'A vendor is named in a breach',
    expected: 'listed over three platforms, planned, nothing revoked yet',
    async run(context) {
      arrive(context);
      for (const vendor of VENDORS) await context.grantline(['sweep', vendor, '--wait']);
      const view = View.parse(await context.grantline(['incident', 'open', 'drift']));
      const { id } = view.incident;
      expectThat(view.targets.length === 3, `listed ${view.targets.length}`);
      const plan = Plan.parse(await context.grantline(['incident', 'plan', id]));
      const calls = plan.lanes.reduce((sum, lane) => sum + lane.vendorCalls, 0);
      expectThat(plan.lanes.length === 3, `planned ${plan.lanes.length} tenants`);
      const left = await refusalOf(context, ['incident', 'close', id]);
      expectThat(left.includes('not proven dead'), left);
      expectThat((await incidentOf(context, 'drift')).progress.totals.proven === 0, 'revoked');
      return `3 at 3 platforms, ${calls} vendor calls planned, closing refused`;
    },
  },
  {
    id: 'second-person',
    title: 'Whoever opened an incident of tier 0 wants to run it alone',
    expected: 'refused: a second person, unless the policy authorised the tier beforehand',
    async run(context) {
      context.vendors.github.world.install({
        slug: 'keyring',
        permissions: { metadata: 'read', secrets: 'write' },
        selection: 'all',
      });
      await context.grantline(['sweep', 'github', '--wait']);
      const view = View.parse(await context.grantline(['incident', 'open', 'keyring']));
      const said = await refusalOf(context, ['incident', 'run', view.incident.id]);
      expectThat(said.includes('does not confirm its run'), said);
      return said.slice(said.indexOf('error: '));
    },
  },
  {
    id: 'vendor-breach-ended',
    title: 'The plan runs',
    expected: 'all revoked and proven dead at three platforms, closed with every clock',
    async run(context) {
      const { incident } = await incidentOf(context, 'drift');
      await context.grantline(['incident', 'run', incident.id]);
      await context.observer.until(
        'the end of the incident',
        async () => {
          const { progress } = await incidentOf(context, 'drift');
          return progress.totals.proven === 3 ? true : undefined;
        },
        180,
      );
      for (const vendor of VENDORS) await context.grantline(['sweep', vendor, '--wait']);
      const closed = View.parse(await context.grantline(['incident', 'close', incident.id]));
      expectThat(closed.incident.state === 'closed', closed.incident.state);
      const late = closed.clocks.filter(({ tookMs, budgetMs }) => {
        return tookMs !== undefined && budgetMs !== undefined && tookMs > budgetMs;
      });
      expectThat(late.length === 0, late.map(({ clock }) => clock).join(', '));
      const there = context.vendors.github.world.installations.some(
        (one) => one.slug === 'drift-email',
      );
      expectThat(!there, 'GitHub still has the installation');
      const whole = closed.clocks.find(({ clock }) => clock.startsWith('named until the last'));
      return `3 of 3 proven dead in ${Math.round((whole?.tookMs ?? 0) / 1000)} s, closed`;
    },
  },
];
