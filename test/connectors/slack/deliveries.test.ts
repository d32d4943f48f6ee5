/** From the raw bytes of a delivery to its effect, through the use cases. */
import { slackWebhook } from '#connectors/slack/webhook.ts';
import type { SimulatedDelivery } from '#local/simulators/slack.ts';
import { ingestDelivery } from '#use-cases/ingest-delivery.ts';
import { type Stage, stage, sweeping } from './stage.ts';

const SECRET = 'simulated-slack-signing-secret';
const OWN_APP = 'A0SIMOWN';

let on: Stage;
let run: ReturnType<typeof sweeping>;

beforeEach(async () => {
  on = await stage('workspace');
  const { world } = on.simulator;
  const mira = world.addMember('mira@example.com');
  world.install({ ...world.addApp('Ours'), id: OWN_APP }, mira, { scopes: ['users:read'] });
  run = sweeping(on);
  await run.sweep();
});
afterEach(() => on.simulator.stop());

/** Verifies a delivery and takes it to its effect. */
async function take(sent: SimulatedDelivery) {
  const body = new TextEncoder().encode(sent.body);
  const raw = { method: 'POST' as const, headers: sent.headers, body };
  const verdict = slackWebhook.verify(raw, { current: SECRET }, on.now());
  if (verdict.verdict !== 'accepted') throw new TypeError(verdict.verdict);
  const { deliveryId } = verdict;
  const receivedAt = run.world.ports.clock.now();
  const message = { kind: 'delivery', vendor: 'slack', tenant: on.tenant, deliveryId } as const;
  return ingestDelivery(
    { ...run.ports, log: run.world.ports.log },
    { ...message, receivedAt, body: sent.body },
  );
}

const state = () => run.integrations()[0]?.state;
const tick = (ms = 1_000) => {
  on.advance(ms);
  run.world.advance(ms);
};

describe('a delivery of Slack', () => {
  it('that our app was uninstalled ends it, once, however often it is retried', async () => {
    tick();
    const sent = on.simulator.deliver({ type: 'app_uninstalled' });
    const outcomes = [await take(sent)];
    tick(60_000);
    outcomes.push(await take(on.simulator.retry(sent, 2)));

    expect(outcomes).toEqual(['applied', 'duplicate']);
    expect(state()).toBe('removed-at-source');
  });

  it('that arrives after our app was installed again leaves it installed', async () => {
    const sent = on.simulator.deliver({ type: 'app_uninstalled' });
    tick(60_000);
    await run.sweep();
    const late = on.simulator.retry(sent, 3);
    const body = JSON.stringify({ ...JSON.parse(late.body), event_time: on.now() / 1000 - 7_200 });
    await take(on.simulator.deliverRecorded(body));

    expect(state()).toBe('discovered');
  });

  it('that tokens of people ended leaves our app there', async () => {
    const tokens = { oauth: ['U0SIM1'] };
    tick();

    expect(await take(on.simulator.deliver({ type: 'tokens_revoked', tokens }))).toBe('applied');
    expect(state()).toBe('discovered');
  });

  it('that the bot’s token ended is looked at before anything is concluded', async () => {
    const calls = on.server.calls.length;
    const tokens = { bot: ['U0SIM2'] };
    tick();
    await take(on.simulator.deliver({ type: 'tokens_revoked', tokens }));

    expect(on.server.calls[calls]).toContain(`app_id=${OWN_APP}`);
    expect(state()).toBe('discovered');
  });

  it('that a member left sets in motion what they own', async () => {
    const [mira] = on.simulator.world.members;
    if (mira === undefined) throw new TypeError('there is a member');
    tick();
    await take(on.simulator.deliver(on.simulator.world.deactivate(mira)));

    expect(run.world.leavers).toMatchObject([{ kind: 'owner-left', email: 'mira@example.com' }]);
  });

  it('of a chat is nothing, and leaves no mark', async () => {
    const said = { type: 'message', text: 'app_uninstalled' };

    expect(await take(on.simulator.deliver(said))).toBe('ignored');
    expect(JSON.stringify([...run.world.store.integrations.values()])).not.toContain(
      'simulated-verification-token',
    );
  });
});
