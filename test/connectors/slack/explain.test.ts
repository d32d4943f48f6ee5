import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { slack } from '#connectors/slack/index.ts';
import { explained, recordedFiles, recordsOf } from '../recorded.ts';

const GOLDEN = join(import.meta.dirname, 'golden');

/** Files that hold answers of the Web API, and files of the Events API; the rest is the audit log. */
function kindOf(file: string): 'api' | 'webhook' | 'audit' {
  if (/audit|panther/.test(file)) return 'audit';
  return /^java-slack-sdk|events-api/.test(file) ? 'webhook' : 'api';
}

describe('explanations of recorded Slack records', () => {
  it.each(recordedFiles('slack'))('%s reads as its golden file says', (file) => {
    const golden = join(GOLDEN, `${file.replace(/\.[a-z]+$/, '')}.jsonl`);

    const text = explained(slack, file, kindOf(file));

    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(golden, text);
    expect(existsSync(golden)).toBe(true);
    expect(text).toBe(readFileSync(golden, 'utf8'));
  });

  it('noise is ignored with a reason, and nothing else is', () => {
    const noise = ['java-slack-sdk-events-noise.jsonl', 'panther-rule-tests-noise.jsonl'];
    const readings = noise
      .flatMap((file) => recordsOf('slack', file))
      .flatMap((record) => slack.read(record, { kind: 'audit' }));

    expect(readings).toHaveLength(114);
    expect(readings.filter((reading) => reading.outcome !== 'ignored')).toEqual([]);
    expect(readings.every((reading) => 'reason' in reading && reading.reason !== '')).toBe(true);
  });

  it('no token, code or verification secret of a record is repeated', () => {
    const texts = recordedFiles('slack').map((file) => explained(slack, file, kindOf(file)));

    expect(texts.join('')).not.toMatch(/xox[a-z]-|FAKEverification|challenge"/);
  });

  it('no record of any shape makes it throw', () => {
    for (const odd of [
      null,
      1,
      'x',
      [],
      [[]],
      {},
      { event: null },
      { event: { type: 1 } },
      { event: { type: '__proto__' } },
      { event: { type: 'user_change', user: 'x' } },
      { event: { type: 'tokens_revoked', tokens: [] } },
      { action: 'constructor' },
      { action: 'app_installed', entity: [], context: 'x' },
      { action: 'app_restricted' },
      { entries: [null, 1, {}] },
      { members: [null, {}, { id: 1 }] },
      { approved_apps: [null, { app: {} }] },
      { logs: [{}] },
      { access_token: 'x', team: 1 },
    ]) {
      expect(() => slack.read(odd, { kind: 'audit' })).not.toThrow();
    }
  });
});
