import { VENDORS } from '#events/vocabulary.ts';
import { EXIT } from '../../bin/failure.ts';
import { fakeBackend } from './fake-backend.ts';
import { grantline } from './fake-cli.ts';

const COMMANDS = [
  'connect sweep list show tasks approve refuse done revoke events republish replay explain',
  'policy',
].flatMap((names) => names.split(' '));

describe('a duration', () => {
  it.each([
    ['sweep', '--timeout'],
    ['events', '--every'],
  ])('of %s %s is ISO 8601 and nothing else', async (command, option) => {
    for (const text of ['900000', '15m', 'PT15', 'PT0S', 'P', '']) {
      const { exitCode, err } = await grantline([command, option, text], fakeBackend());

      expect({ text, exitCode }).toEqual({ text, exitCode: EXIT.usage });
      expect(err).toContain('Write an ISO 8601 duration longer than zero, such as PT30S');
    }
  });
});

describe('a moment', () => {
  it.each([
    ['events', '--since'],
    ['republish', '--since'],
  ])('of %s %s is RFC 3339 or a duration back', async (command, option) => {
    for (const text of ['1795533354786', '5', 'May 2026', '2026-03-01', '2026-03-01T09:00:00']) {
      const { exitCode, err } = await grantline([command, option, text], fakeBackend());

      expect({ text, exitCode }).toEqual({ text, exitCode: EXIT.usage });
      expect(err).toContain('such as 2026-03-01T09:00:00Z');
    }
    for (const text of ['2026-03-01T09:00:00Z', '2026-03-01T09:00:00+02:00', 'P7D']) {
      expect(await grantline([command, option, text], fakeBackend())).toMatchObject({
        exitCode: EXIT.ok,
      });
    }
  });
});

describe('help', () => {
  it('shows no bare milliseconds', async () => {
    for (const command of COMMANDS) {
      const { out, err } = await grantline([command, '--help']);

      expect(out + err).not.toMatch(/default: \d{4,}/);
    }
    expect((await grantline(['sweep', '--help'])).out).toContain('(default: PT15M)');
    expect((await grantline(['events', '--help'])).out).toMatch(/\(default:\s+P1D\)/);
  });

  it('of every command names every exit code that is in use', async () => {
    for (const command of COMMANDS) {
      const { out, err } = await grantline([command, '--help']);

      for (const code of Object.values(EXIT)) {
        expect(out + err).toMatch(new RegExp(`^  ${code} +\\S`, 'm'));
      }
    }
  });
});

describe('a vendor that there is not', () => {
  it.each([[['connect', 'gitlab']], [['sweep', 'gitlab']], [['list', '--vendor', 'gitlab']]])(
    'is refused once, with those there are: %j',
    async (words) => {
      const { exitCode, err } = await grantline(words, fakeBackend());

      expect(exitCode).toBe(EXIT.usage);
      expect(err).toContain(`Known vendors are ${VENDORS.join(', ')}.`);
      expect(err.match(/slack/g)).toHaveLength(1);
    },
  );
});
