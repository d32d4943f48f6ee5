import { github } from '#connectors/github/index.ts';
import { READ_CREDENTIAL } from '#local/simulators/github-auth.ts';
import {
  installMany,
  isList,
  type Stage,
  stage,
  sweep,
  targetOf,
} from '#test/connectors/github/session.ts';
import type { ActTarget } from '#use-cases/vendor-port.ts';

let on: Stage;

beforeEach(async () => {
  on = await stage();
});

afterEach(() => on.simulator.stop());

async function seenKey(): Promise<ActTarget> {
  const { world } = on.simulator;
  world.addDeployKey(world.addRepository('payroll'), { title: 'deploy' });
  return targetOf((await sweep(on.reader, 'deploy-keys')).observations[0]!);
}

async function seenInstallation(): Promise<ActTarget> {
  on.simulator.world.install({ slug: 'helper', permissions: {} });
  return targetOf((await sweep(on.reader, 'installations')).observations[0]!);
}

async function seenToken(): Promise<ActTarget> {
  on.simulator.world.addToken({ owner: { id: 88, login: 'mira-k' }, name: 'ci' });
  return targetOf((await sweep(on.reader, 'fine-grained-tokens')).observations[0]!);
}

describe('reading back', () => {
  test('an installation made anew under another id is the same integration', async () => {
    const { world } = on.simulator;
    const first = world.install({ slug: 'helper', permissions: {} });
    const target = targetOf((await sweep(on.reader, 'installations')).observations[0]!);
    world.uninstall(first);
    const second = world.install({ slug: 'helper', permissions: {}, appId: first.appId });

    expect(await github.readOne(on.reader, target)).toMatchObject({
      found: 'present',
      observation: { handle: { installationId: String(second.id) } },
    });
  });

  test('an installation on a later page is found', async () => {
    installMany(on.simulator, 150);
    const target = targetOf((await sweep(on.reader, 'installations')).observations[149]!);

    expect(await github.readOne(on.reader, target)).toMatchObject({ found: 'present' });
  });

  test('a list shorter than the vendor’s own count proves nothing gone', async () => {
    const target = await seenInstallation();
    installMany(on.simulator, 2);
    on.simulator.world.behaviour.truncateAfter = 0;

    expect(await github.readOne(on.reader, target)).toMatchObject({ found: 'unknown' });
  });

  test('a key went with its repository', async () => {
    const { world } = on.simulator;
    const target = await seenKey();
    world.removeRepository(world.repositories[0]!);

    expect(await github.readOne(on.reader, target)).toMatchObject({ found: 'absent' });
  });

  test('a repository that our app lost is not a repository that is gone', async () => {
    const { world } = on.simulator;
    const target = await seenKey();
    world.removeRepository(world.repositories[0]!);
    on.simulator.credentials[0] = { ...READ_CREDENTIAL, selection: 'selected' };

    expect(await github.readOne(on.reader, target)).toMatchObject({ found: 'unknown' });
  });

  test('a key that is hidden while its repository is there is unknown', async () => {
    const target = await seenKey();
    on.simulator.server.arm({
      matches: ({ url }) => url.pathname.startsWith('/repos/'),
      times: Number.POSITIVE_INFINITY,
      effect: { kind: 'answer', answer: { status: 404, body: { message: 'Not Found' } } },
    });

    expect(await github.readOne(on.reader, target)).toMatchObject({
      found: 'unknown',
      reason: 'the repository is there but hides its keys',
    });
  });

  test.each([
    ['forbidden', { kind: 'answer', answer: { status: 403, body: { message: 'no' } } }],
    ['gone silent', { kind: 'cut' }],
    ['cut short', { kind: 'truncate' }],
  ] as const)('a list that is %s proves nothing', async (_name, effect) => {
    const target = await seenToken();
    on.simulator.server.arm({
      matches: isList('personal-access-tokens'),
      times: Number.POSITIVE_INFINITY,
      effect,
    });

    expect(await github.readOne(on.reader, target)).toMatchObject({ found: 'unknown' });
  });
});
