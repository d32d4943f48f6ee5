import { grantline } from '../fake-cli.ts';
import { connectWorld, READ, REPORT } from './connect-world.ts';

describe('connect on a wrong command line', () => {
  const env = { READ: 'r', EMPTY: ' ' };

  it.each([
    ['a base URL without encryption', ['--base-url', 'http://api.example.com'], 2],
    ['a base URL with a password', ['--base-url', 'https://u:p@example.com'], 2],
    ['a base URL that is none', ['--base-url', 'example'], 2],
    ['a setting without a value', ['--setting', 'org'], 2],
    ['an owner who is no address', ['--default-owner', 'ann'], 2],
    ['a variable that is empty', ['--act-env', 'EMPTY'], 2],
    ['a file that is missing', ['--act-secret-file', 'gone.json'], 2],
    ['a secret named twice', ['--read-secret-file', 'x'], 2],
  ])('refuses %s and stores nothing', async (_case, words, code) => {
    const at = connectWorld(() => REPORT, { env });

    const { exitCode, err } = await grantline([...READ, ...words], at);

    expect(exitCode).toBe(code);
    expect(err).toMatch(/^error: /);
    expect(at.stored.size + at.saved.length).toBe(0);
  });

  it.each([
    ['that the vendor does not take', [...READ, '--setting', 'orgs=x'], 'takes org (login), enter'],
    [
      'that it needs, left out',
      ['connect', 'github', '--read-env', 'READ'],
      '--setting org=<login>',
    ],
  ])('refuses a setting %s, before anybody is called', async (_case, words, told) => {
    const at = connectWorld(() => REPORT, { env });

    const { exitCode, err } = await grantline(words, at);

    expect(exitCode).toBe(2);
    expect(err).toContain(told);
    expect(at.sessions).toEqual([]);
  });

  it('has no option that takes a secret from the command line', async () => {
    const { out } = await grantline(['connect', '--help']);

    expect(out).toContain('--read-secret-file <file>');
    expect(out).not.toMatch(/--(read|act|webhook)(-secret|-token)? </);
  });

  it('asks for a credential when nobody named one, and refuses when nobody is there', async () => {
    expect(
      await grantline(['connect', 'github', '--setting', 'org=octo-org'], connectWorld()),
    ).toMatchObject({
      exitCode: 2,
      err: expect.stringContaining('--read-env'),
    });
  });

  it('takes plain HTTP on this machine only', async () => {
    const words = [...READ, '--base-url', 'http://127.0.0.1:8080/api/'];

    const { exitCode } = await grantline(
      words,
      connectWorld(() => REPORT, { env }),
    );

    expect(exitCode).toBe(0);
  });
});
