import { chooseSession, SESSION_FILE } from '../../bin/session.ts';
import type { Terminal } from '../../bin/terminal.ts';

const LOCAL = {
  endpoint: 'http://127.0.0.1:4566',
  region: 'eu-central-1',
  accessKeyId: 'test',
  secretAccessKey: 'test',
  stackName: 'Local',
};

function terminal(env: Record<string, string>, session?: string) {
  const notes: string[] = [];
  const fake: Pick<Terminal, 'env' | 'note' | 'readText'> = {
    env,
    note: (line) => {
      notes.push(line);
    },
    readText: (path) => Promise.resolve(path === SESSION_FILE ? session : undefined),
  };
  return { terminal: fake as Terminal, notes };
}

describe('which stack a command talks to', () => {
  it('is Grantline in the account of the environment when nothing else is said', async () => {
    const { terminal: somebody } = terminal({ AWS_PROFILE: 'prod' }, JSON.stringify(LOCAL));

    expect(await chooseSession({}, somebody)).toEqual({ stackName: 'Grantline' });
  });

  it('is the one named by the option before the one named by the environment', async () => {
    const { terminal: somebody } = terminal({ GRANTLINE_STACK: 'B' });

    expect(await chooseSession({ stack: 'A' }, somebody)).toEqual({ stackName: 'A' });
    expect(await chooseSession({}, somebody)).toEqual({ stackName: 'B' });
  });

  it('is the local engine when one runs and no AWS is chosen, and that is said', async () => {
    const { terminal: somebody, notes } = terminal({}, JSON.stringify(LOCAL));

    expect(await chooseSession({}, somebody)).toEqual({ stackName: 'Local', local: LOCAL });
    expect(notes).toEqual([`Using the local engine at ${LOCAL.endpoint} (${SESSION_FILE}).`]);
  });

  it('is the local engine when asked for, whatever AWS the environment chooses', async () => {
    const { terminal: somebody } = terminal({ AWS_PROFILE: 'prod' }, JSON.stringify(LOCAL));

    expect(await chooseSession({ local: true }, somebody)).toMatchObject({ local: LOCAL });
  });

  it('is refused when the local engine is asked for and none runs', async () => {
    const { terminal: somebody } = terminal({});

    await expect(chooseSession({ local: true }, somebody)).rejects.toMatchObject({
      code: 'configuration-invalid',
      remedy: expect.stringContaining('npm start'),
    });
  });

  it.each(['{', '{"endpoint":"x"}'])(
    'is refused when the session file is damaged: %s',
    async (text) => {
      const { terminal: somebody } = terminal({}, text);

      await expect(chooseSession({}, somebody)).rejects.toMatchObject({
        code: 'configuration-invalid',
      });
    },
  );
});
