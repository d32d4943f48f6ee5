/** What a sweep makes of each bad answer, over loopback. */
import type { FaultEffect } from '#local/simulators/server.ts';
import { type Stage, stage, sweeping } from './stage.ts';

let on: Stage;
afterEach(() => on.simulator.stop());

const LOGS = /integrationLogs/;
const answered = (status: number, headers: Record<string, string> = {}): FaultEffect => ({
  kind: 'answer',
  answer: { status, headers, body: { ok: false, error: 'internal_error' } },
});
const word = (error: string): FaultEffect => ({
  kind: 'answer',
  answer: { status: 200, body: { ok: false, error } },
});

describe('a sweep that Slack answers badly', () => {
  let run: ReturnType<typeof sweeping>;

  beforeEach(async () => {
    on = await stage('workspace');
    const { world } = on.simulator;
    const ann = world.addMember('ann@example.com');
    for (let number = 0; number < 5; number += 1)
      world.install(world.addApp(`app ${number}`), ann, { scopes: ['chat:write'] });
    run = sweeping(on, 3);
    await run.sweep();
  });

  const arm = (effect: FaultEffect, times = Number.POSITIVE_INFINITY) =>
    on.server.arm({ matches: ({ url }) => LOGS.test(url.pathname), effect, times });
  const lost = () => run.integrations().filter(({ state }) => state !== 'discovered');

  it.each<[string, FaultEffect, string]>([
    ['401', answered(401), 'vendor-unauthorised'],
    ['200 with token_revoked', word('token_revoked'), 'vendor-unauthorised'],
    ['403', answered(403), 'vendor-forbidden'],
    ['200 with missing_scope', word('missing_scope'), 'vendor-forbidden'],
    ['200 with feature_not_enabled', word('feature_not_enabled'), 'vendor-forbidden'],
    ['200 with internal_error', word('internal_error'), 'vendor-unavailable'],
    ['500', answered(500), 'vendor-unavailable'],
    ['a cut connection', { kind: 'cut' }, 'vendor-unavailable'],
    ['half a JSON text', { kind: 'truncate' }, 'vendor-malformed'],
    [
      'a list that does not say how long it is',
      { kind: 'answer', answer: { status: 200, body: { ok: true, logs: [] } } },
      'vendor-malformed',
    ],
    [
      'ok without the list',
      { kind: 'answer', answer: { status: 200, body: { ok: true } } },
      'vendor-malformed',
    ],
  ])('with %s is incomplete for that reason and removes nothing', async (_what, effect, reason) => {
    arm(effect);

    await run.sweep();

    const incomplete = run.said().find(({ type }) => type === 'sweep.incomplete');
    expect(JSON.stringify(incomplete)).toContain(reason);
    expect(lost()).toEqual([]);
  });

  it('by forbidding one list says a gap and reads the others', async () => {
    arm(word('not_an_admin'));

    await run.sweep();

    expect(run.said().map(({ type }) => type)).toContain('coverage.gap');
    expect(on.server.calls.at(-2)).toContain('/api/users.list');
  });

  it.each([
    ['as long as Retry-After says', 42, 42],
    ['a minute when it says nothing', 0, 60],
  ])('with 429 waits %s, and concludes nothing', async (_what, told, seconds) => {
    on.simulator.world.behaviour.rateLimitSeconds = told;

    await run.sweep();

    expect(run.world.sent.at(-1)).toMatchObject({ delaySeconds: seconds });
    expect(run.said()).toEqual([]);
  });

  it('once gets over it', async () => {
    arm(answered(503), 1);

    await run.sweep();

    expect(run.said()).toEqual([]);
  });

  it('with pages without end stops at the bound, and removes nothing', async () => {
    arm({
      kind: 'rewrite',
      rewrite: (answer) => ({
        ...answer,
        body: { ok: true, logs: [], paging: { page: 1, pages: 99_999 } },
      }),
    });

    await run.sweep();

    expect(JSON.stringify(run.said())).toContain('more than 3 pages');
    expect(lost()).toEqual([]);
  });

  it('with a row it cannot understand counts it as held back, and removes nothing', async () => {
    arm({
      kind: 'rewrite',
      rewrite: (answer) => ({
        ...answer,
        body: { ok: true, logs: [{ type: 'renamed' }], paging: { page: 1, pages: 1 } },
      }),
    });

    await run.sweep();

    expect(JSON.stringify(run.said())).toContain('held back');
    expect(lost()).toEqual([]);
  });
});
