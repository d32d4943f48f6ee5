import { readFileSync } from 'node:fs';
import { RULES } from '#domain/rules/registry.ts';
import type { Transition } from '#domain/transition.ts';
import { grantline, NOW } from '../fake-cli.ts';

const sampleOf = (type: string) =>
  JSON.parse(
    readFileSync(new URL(`../../../events/samples/${type}.json`, import.meta.url), 'utf8'),
  );

/** A transition that says one event of its sample. */
function saying(type: Transition['events'][number]['type'], at = NOW): Transition {
  const sample = sampleOf(type);
  return {
    entityId: sample.subject.integrationId,
    version: sample.subject.version,
    observedAt: at,
    cause: sample.cause,
    actor: sample.actor,
    correlationId: sample.correlationId,
    about: { subject: sample.subject },
    events: [{ type, severity: 'info', change: sample.change }],
    changed: {},
  };
}

const lines = (transitions: readonly Transition[]) =>
  transitions.map((one) => `${JSON.stringify(one)}\n`).join('');

const replay = async (transitions: readonly Transition[], words: readonly string[] = []) => {
  const { exitCode, out } = await grantline(
    ['policy', 'replay', '--from-file', 'told.jsonl', '--json', ...words],
    {
      files: {
        'told.jsonl': lines(transitions),
        'quiet.yaml': 'alerts: { page: { severities: [critical] } }',
      },
    },
  );
  expect(exitCode).toBe(0);
  return JSON.parse(out);
};

describe('a policy tried', () => {
  it('is valid by default, and every fixture of every rule is judged as it says', async () => {
    const { exitCode, out } = await grantline(['policy', 'test', '--json']);

    expect(exitCode).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ rules: RULES.length, wrong: [] });
    expect(JSON.parse(out).cases).toBeGreaterThanOrEqual(6 * RULES.length);
  });

  it('is refused with the name of the wrong field', async () => {
    const { exitCode, err } = await grantline(['policy', 'test', '--policy', 'mine.yaml'], {
      files: { 'mine.yaml': 'version: none' },
    });

    expect(exitCode).not.toBe(0);
    expect(err).toContain('version');
  });
});

describe('recorded transitions replayed', () => {
  it('count what would have fired, been suspended and paged, the same on every run', async () => {
    const told = [saying('integration.reappeared'), saying('integration.dormant')];

    const once = await replay(told);

    expect(await replay([...told].reverse())).toEqual(once);
    expect(once.transitions).toBe(2);
    expect(once.rules).toContainEqual({
      rule: 'GL-036',
      fired: 1,
      suspended: 1,
      paged: 1,
      blind: 0,
    });
    expect(once.rules).toContainEqual({
      rule: 'GL-016',
      fired: 1,
      suspended: 0,
      paged: 0,
      blind: 0,
    });
  });

  it('count the same finding of one day once, and page by the policy that is tried', async () => {
    const told = [
      saying('integration.reappeared'),
      saying('integration.reappeared', NOW + 1000),
      saying('integration.reappeared', NOW + 86_400_000),
    ];

    const { rules } = await replay(told, ['--policy', 'quiet.yaml']);

    expect(rules).toContainEqual({ rule: 'GL-036', fired: 2, suspended: 2, paged: 0, blind: 0 });
  });

  it('count a rule as blind where a history holds too little', async () => {
    const { rules } = await replay([saying('integration.owner-left')]);

    expect(rules).toContainEqual({ rule: 'GL-035', fired: 0, suspended: 0, paged: 0, blind: 1 });
  });

  it('stop at a line that is no transition and name it', async () => {
    const { exitCode, err } = await grantline(['policy', 'replay', '--from-file', 'told.jsonl'], {
      files: { 'told.jsonl': `${lines([saying('integration.dormant')])}{"half":\n` },
    });

    expect(exitCode).not.toBe(0);
    expect(err).toContain('line 2');
  });
});
