import { salesforce } from '#connectors/salesforce/index.ts';
import {
  SALESFORCE_CLIENT,
  type SalesforceSimulator,
  startSalesforceSimulator,
} from '../../../local/simulators/salesforce.ts';
import { collectorOf, readAll, simulatedSession } from '../simulated.ts';

let simulator: SalesforceSimulator;

beforeEach(async () => {
  simulator = await startSalesforceSimulator();
});
afterEach(() => simulator.stop());

const session = () =>
  simulatedSession({
    baseUrl: simulator.baseUrl,
    tenant: '00D000000000001EAA',
    credential: SALESFORCE_CLIENT,
  });

const tokens = () => readAll(collectorOf(salesforce, 'oauth-tokens'), session());

/** A token of Ann, and one of the user the connector runs as. */
function twoTokens() {
  for (const name of ['ann@example.com', 'connector@example.com']) {
    const user = simulator.world.addUser(name);
    simulator.world.authorise(user, { appName: 'Loader', createdAt: Date.UTC(2025, 0, 1) });
    simulator.world.runningUserId = user.Id;
  }
}

async function tokenOfAnn() {
  const [found] = (await tokens()).observations;
  if (found === undefined) throw new TypeError('there is a token');
  return { key: found.key, handle: found.handle ?? {} };
}

describe.each(['PermissionsManageUsers', 'PermissionsCustomizeApplication'] as const)(
  'a Salesforce user that lost %s and sees own tokens only, without an error',
  (permission) => {
    const lose = () => {
      simulator.world.behaviour.permissions[permission] = false;
    };

    it('makes the list of tokens a gap, not a short list', async () => {
      twoTokens();
      lose();

      await expect(tokens()).rejects.toMatchObject({ code: 'vendor-forbidden' });
    });

    it('reads nothing back as gone that it merely cannot see', async () => {
      twoTokens();
      const target = await tokenOfAnn();
      lose();

      expect((await salesforce.readOne(session(), target)).found).toBe('unknown');
    });

    it('takes nothing for revoked that it merely cannot see', async () => {
      twoTokens();
      const target = await tokenOfAnn();
      lose();

      const answer = await salesforce.revoke(session(), target, 'revoke-tokens');

      expect(answer.outcome).toBe('refused');
      expect(simulator.world.tokens).toHaveLength(2);
    });

    it('is told when the credential is checked, with what stays unseen', async () => {
      twoTokens();
      lose();

      const { missing } = await salesforce.checkCredential(session());

      expect(missing).toEqual([
        {
          permission: expect.stringContaining('Manage Users and Customize Application'),
          unseen: 'tokens of other users',
        },
      ]);
    });
  },
);

it('a Salesforce user with both permissions misses none', async () => {
  twoTokens();

  expect((await salesforce.checkCredential(session())).missing).toEqual([]);
  expect((await tokens()).observations).toHaveLength(2);
});
