import { github } from '#connectors/github/index.ts';
import { READ_CREDENTIAL } from '#local/simulators/github-auth.ts';
import { failure, type Stage, stage } from '#test/connectors/github/session.ts';

let on: Stage;

beforeEach(async () => {
  on = await stage();
});

afterEach(() => on.simulator.stop());

describe('checking a credential', () => {
  test('a sufficient one names its organisation and misses nothing', async () => {
    expect(await github.checkCredential(on.reader)).toEqual({
      tenant: '9001',
      tenantName: 'acme-lab',
      missing: [],
    });
  });

  test('each missing permission is named with what stays unseen', async () => {
    on.simulator.world.addRepository('payroll');
    on.simulator.credentials[0] = { ...READ_CREDENTIAL, permissions: { metadata: 'read' } };

    const { missing } = await github.checkCredential(on.reader);

    expect(missing.map((one) => one.unseen)).toEqual([
      'installed GitHub Apps',
      'fine-grained tokens',
      'deploy keys',
      'who changed what between sweeps (audit log, Enterprise Cloud)',
    ]);
  });

  test('a wrong one is refused', async () => {
    const error = await failure(github.checkCredential(on.session({ credential: { token: 'x' } })));

    expect(error).toMatchObject({ code: 'vendor-unauthorised' });
  });
});
