import { github } from '#connectors/github/index.ts';
import { READ_CREDENTIAL } from '#local/simulators/github-auth.ts';
import {
  collector,
  installMany,
  isList,
  NOW,
  type Stage,
  stage,
  sweep,
} from '#test/connectors/github/session.ts';

let on: Stage;

beforeEach(async () => {
  on = await stage();
});

afterEach(() => on.simulator.stop());

describe('the lists of a GitHub organisation', () => {
  test('a list is followed to its end over links nobody could build', async () => {
    installMany(on.simulator, 250);

    const swept = await sweep(on.reader, 'installations');

    expect(swept.pages).toHaveLength(3);
    expect(swept.ended).toBe(true);
    expect(new Set(swept.observations.map((one) => one.key.clientId)).size).toBe(250);
    expect(swept.pages.at(-1)?.expected).toBe(250);
    expect(on.simulator.server.calls[1]).toMatch(/^GET \/organizations\/9001\/installations/);
  });

  test('an installation is seen with its permissions, reach, state and handle', async () => {
    const seen = on.simulator.world.install({
      slug: 'build-helper',
      permissions: { contents: 'write', metadata: 'read' },
      selection: 'all',
    });
    on.simulator.world.suspend(seen);

    const { observations } = await sweep(on.reader, 'installations');

    expect(observations).toEqual([
      {
        key: {
          vendor: 'github',
          tenant: '9001',
          kind: 'github-app-installation',
          clientId: String(seen.appId),
          principalId: 'org:9001',
        },
        presence: { status: 'suspended' },
        clientName: 'build-helper',
        principal: { name: 'acme-lab', consentKind: 'organisation' },
        scopes: ['contents:write', 'metadata:read'],
        reach: 'R3',
        grantedAt: NOW,
        handle: { installationId: String(seen.id), org: 'acme-lab', appSlug: 'build-helper' },
        wire: expect.stringContaining('github-app-installation'),
      },
    ]);
  });

  test('a fine-grained token is seen with its owner, end and last use', async () => {
    const { world } = on.simulator;
    const mira = world.addMember('mira-k');
    const token = world.addToken({
      owner: mira,
      name: 'ci reporting',
      permissions: { organization: { members: 'read' }, repository: { contents: 'write' } },
      expiresAt: NOW + 86_400_000,
    });

    const { observations } = await sweep(on.reader, 'fine-grained-tokens');

    expect(observations).toEqual([
      {
        key: {
          vendor: 'github',
          tenant: '9001',
          kind: 'github-fine-grained-token',
          clientId: String(token.tokenId),
          principalId: `user:${mira.id}`,
        },
        presence: { status: 'active' },
        clientName: 'ci reporting',
        principal: { name: 'mira-k', consentKind: 'person' },
        scopes: ['organization.members:read', 'repository.contents:write'],
        reach: 'R2',
        credentialKinds: ['personal-token'],
        grantedAt: NOW,
        credentialIssuedAt: NOW,
        expiresAt: NOW + 86_400_000,
        lastUsed: 'never',
        handle: { patId: String(token.id), org: 'acme-lab' },
        wire: expect.stringContaining('github-fine-grained-token'),
      },
    ]);
  });

  test('deploy keys are found in every repository', async () => {
    const { world } = on.simulator;
    for (let number = 0; number < 45; number += 1) {
      world.addDeployKey(world.addRepository(`repo-${number}`), {
        title: `key ${number}`,
        readOnly: number % 2 === 0,
      });
    }

    const swept = await sweep(on.reader, 'deploy-keys');

    expect(swept.pages).toHaveLength(3);
    expect(swept.observations).toHaveLength(45);
    expect(swept.skipped).toBe(0);
    expect(swept.observations[1]).toMatchObject({
      key: { principalId: 'repo:acme-lab/repo-1' },
      scopes: ['repo:write'],
      reach: 'R0',
      credentialKinds: ['ssh-key'],
    });
  });

  test('a deploy key that was disabled is there but stopped', async () => {
    const { world } = on.simulator;
    world.addDeployKey(world.addRepository('payroll'), { title: 'deploy' }).enabled = false;

    const { observations } = await sweep(on.reader, 'deploy-keys');

    expect(observations[0]?.presence).toEqual({ status: 'suspended' });
  });

  test.each(['installations', 'fine-grained-tokens', 'deploy-keys'])(
    'an empty organisation has an empty, complete list of %s',
    async (name) => {
      const swept = await sweep(on.reader, name);

      expect(swept).toMatchObject({ observations: [], skipped: 0, ended: true });
    },
  );

  test('the same sweep twice says the same', async () => {
    installMany(on.simulator, 3);
    const { world } = on.simulator;
    world.addToken({ owner: world.addMember('mira-k'), name: 'ci' });
    world.addDeployKey(world.addRepository('payroll'), { title: 'deploy' });
    const all = () =>
      Promise.all(
        github.collectors.map((one) => sweep(on.reader, one.name).then((s) => s.observations)),
      );

    const first = await all();
    on.clock.advance(60_000);

    expect(await all()).toEqual(first);
    expect(first.flat()).toHaveLength(5);
  });
});

describe('a list that is not whole', () => {
  test('endless paging ends at the page bound, without an end of the list', async () => {
    const list = collector('installations');
    on.simulator.server.arm({
      matches: isList('installations'),
      times: Number.POSITIVE_INFINITY,
      effect: {
        kind: 'rewrite',
        rewrite: (answer) => ({
          ...answer,
          headers: { link: `<${on.simulator.baseUrl}/orgs/acme-lab/installations>; rel="next"` },
        }),
      },
    });

    const swept = await sweep(on.reader, 'installations');

    expect(swept.pages).toHaveLength(list.pagesMax);
    expect(swept.ended).toBe(false);
  });

  test('a list that ends early is told by the vendor’s own count', async () => {
    installMany(on.simulator, 5);
    on.simulator.world.behaviour.truncateAfter = 2;

    const { pages } = await sweep(on.reader, 'installations');

    expect(pages.at(-1)).toMatchObject({ expected: 5 });
    expect(pages.at(-1)?.observations).toHaveLength(2);
  });

  test('rows that single sign-on hides are counted as held back', async () => {
    on.simulator.world.behaviour.partialResults = true;

    const { pages } = await sweep(on.reader, 'fine-grained-tokens');

    expect(pages[0]?.skipped).toEqual([
      { reason: 'single sign-on hides rows from this credential', count: 1 },
    ]);
  });

  test('a row that cannot be understood, and one of another organisation, are held back', async () => {
    installMany(on.simulator, 3);
    on.simulator.server.arm({
      matches: isList('installations'),
      times: 1,
      effect: {
        kind: 'rewrite',
        rewrite: (answer) => {
          const body = JSON.parse(JSON.stringify(answer.body));
          body.installations[0].app_id = null;
          body.installations[1].account.id = 4242;
          return { ...answer, body };
        },
      },
    });

    const { pages } = await sweep(on.reader, 'installations');

    expect(pages[0]?.observations).toHaveLength(1);
    expect(pages[0]?.skipped).toEqual([
      { reason: 'a row could not be understood', count: 1 },
      { reason: 'a row belongs to another organisation', count: 1 },
    ]);
  });

  test('an object where a list belongs is no empty list', async () => {
    on.simulator.server.arm({
      matches: isList('personal-access-tokens'),
      times: 1,
      effect: { kind: 'answer', answer: { status: 200, body: { message: 'try later' } } },
    });

    const { pages } = await sweep(on.reader, 'fine-grained-tokens');

    expect(pages[0]?.skipped).toEqual([{ reason: 'the list has no rows', count: 1 }]);
  });

  test('a repository that hides its keys does not end the list, but makes it partial', async () => {
    const { world } = on.simulator;
    world.addDeployKey(world.addRepository('a'), { title: 'one' });
    world.addDeployKey(world.addRepository('b'), { title: 'two' });
    on.simulator.server.arm({
      matches: (request) => request.url.pathname === '/repos/acme-lab/a/keys',
      times: 1,
      effect: { kind: 'answer', answer: { status: 404, body: { message: 'Not Found' } } },
    });

    const swept = await sweep(on.reader, 'deploy-keys');

    expect(swept.observations.map((one) => one.clientName)).toEqual(['two']);
    expect(swept.skipped).toBe(1);
  });

  test('an app on chosen repositories never calls the deploy keys complete', async () => {
    on.simulator.credentials[0] = { ...READ_CREDENTIAL, selection: 'selected' };

    const swept = await sweep(on.reader, 'deploy-keys');

    expect(swept.pages[0]?.skipped).toEqual([
      { reason: 'our app is installed on chosen repositories only', count: 1 },
    ]);
  });
});
