import type { Reading } from '#use-cases/vendor-port.ts';
import { aConnector, grantline } from '../fake-cli.ts';

/** Echoes what reached the connector: an object with `app` is a sighting of that app. */
const connector = aConnector({
  read: (record, origin): Reading[] => {
    const rows = Array.isArray(record) ? record : [record];
    return rows.map((row): Reading => {
      if (typeof row !== 'object' || row === null) {
        return { outcome: 'rejected', reason: 'not an object' };
      }
      if ('boom' in row) throw new TypeError('boom');
      if (!('app' in row)) {
        return { outcome: 'ignored', reason: `keys ${Object.keys(row).join(',')}` };
      }
      return {
        outcome: 'observed',
        signal: {
          class: 'integration.observed',
          reason: `event ${origin.event ?? 'none'}, ${origin.kind}`,
          integrationId: 'int_1',
          app: { id: String(row.app) },
        },
      };
    });
  },
});

const WEBHOOK = ['explain', '--vendor', 'github', '--kind', 'webhook'];

function explain(input: string | Uint8Array, words: readonly string[] = WEBHOOK) {
  return grantline(words, { connector, files: { '-': input } });
}

describe('explain', () => {
  it('says one line per record, with the number of its line', async () => {
    const { lines, exitCode } = await explain('{"app":1}\n\n{"other":true}\n{"app":"2"}\n');

    expect(exitCode).toBe(0);
    expect(lines).toEqual([
      {
        line: 1,
        outcome: 'observed',
        class: 'integration.observed',
        integrationId: 'int_1',
        vendor: 'github',
        appId: '1',
        reason: 'event none, webhook',
      },
      { line: 3, outcome: 'ignored', vendor: 'github', reason: 'keys other' },
      expect.objectContaining({ line: 4, appId: '2' }),
    ]);
  });

  it('reads a last line without a line feed, carriage returns and a byte order mark', async () => {
    const { lines } = await explain('\uFEFF{"app":1}\r\n{"app":2}');

    expect(lines.map((line) => [line.line, line.appId])).toEqual([
      [1, '1'],
      [2, '2'],
    ]);
  });

  it('rejects a line that is no JSON and goes on with the next', async () => {
    const { lines, exitCode } = await explain('not json\n{"app":1}\n{"app":\n{"app":2}\n');

    expect(exitCode).toBe(0);
    expect(lines.map((line) => [line.line, line.outcome, line.reason])).toEqual([
      [1, 'rejected', 'not JSON'],
      [2, 'observed', 'event none, webhook'],
      [3, 'rejected', 'not JSON'],
      [4, 'observed', 'event none, webhook'],
    ]);
  });

  it('rejects an unfinished first line without losing the lines after it', async () => {
    const { lines } = await explain('{"app":\n{"app":2}\n');

    expect(lines.map((line) => [line.line, line.outcome])).toEqual([
      [1, 'rejected'],
      [2, 'observed'],
    ]);
  });

  it('takes one document printed over several lines as one record on line 1', async () => {
    const { lines } = await explain(JSON.stringify({ app: 7, more: [1, {}, 'x'] }, null, 2));

    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ line: 1, outcome: 'observed', appId: '7' });
  });

  it('takes a page as one record and puts its further meanings in also', async () => {
    const { lines } = await explain(
      JSON.stringify([{ app: 1 }, { other: 1 }, { app: 2 }], null, 1),
    );

    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ line: 1, appId: '1', also: [{ appId: '2' }] });
  });

  it('keeps a line together that holds a line separator inside a text', async () => {
    const { lines } = await explain('{"app":"a\u2028b"}\n{"app":2}\n');

    expect(lines.map((line) => line.appId)).toEqual(['a\u2028b', '2']);
  });

  it('costs one line when a connector fails on a record', async () => {
    const { lines, exitCode } = await explain('{"boom":1}\n{"app":2}\n');

    expect(exitCode).toBe(0);
    expect(lines.map((line) => line.outcome)).toEqual(['rejected', 'observed']);
  });

  it('rejects JSON that is no record', async () => {
    const { lines } = await explain('null\n"text"\n42\n');

    expect(lines.map((line) => line.outcome)).toEqual(['rejected', 'rejected', 'rejected']);
  });

  it('prints nothing for an empty input', async () => {
    expect(await explain('\n \n')).toMatchObject({ exitCode: 0, out: '' });
  });

  it('escapes what could steer a terminal and keeps the value', async () => {
    const { out, lines } = await explain('{"app":"a\\u202eb\\u001b[31m\\u009bc"}\n');

    expect(out).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(lines[0]?.appId).toBe('a\u202eb\u001b[31m\u009bc');
  });
});

describe('explain of recorded collections', () => {
  it('reads the payload under the event name that the wrapper carries', async () => {
    const wrapped = { x_github_event: 'installation', source_path: 'x.json', payload: { app: 1 } };

    const { lines } = await explain(JSON.stringify(wrapped), [...WEBHOOK, '--event', 'other']);

    expect(lines[0]).toMatchObject({ appId: '1', reason: 'event installation, webhook' });
  });

  it.each([
    { rule: 'r.yml', test: 'T', record: { app: 1 } },
    { rule: 'r.yml', test: 'T', record: { app: 1 }, fact: 'installed' },
    { variable: 'APPS', body: { app: 1 } },
    { example: 'list', body: { app: 1 } },
    { method: 'apps.list', case: 'ok', body: { app: 1 } },
    { sample: 'one', body: { app: 1 } },
    { source_path: 'x.json', payload: { app: 1 } },
  ])('reads the record inside the wrapper %j', async (wrapped) => {
    const { lines } = await explain(JSON.stringify(wrapped));

    expect(lines[0]).toMatchObject({ outcome: 'observed', appId: '1' });
  });

  it.each([
    { event: 'x', event_ts: 1, payload: { app: 1 } },
    { body: { app: 1 } },
    { source_path: 'x.json', payload: { app: 1 }, id: 5 },
    { variable: 'APPS', body: { app: 1 }, id: 5 },
    { method: 'POST', body: { app: 1 } },
  ])('leaves a record of the vendor alone that only looks wrapped: %j', async (record) => {
    const { lines } = await explain(JSON.stringify(record));

    expect(lines[0]).toMatchObject({ outcome: 'ignored' });
  });

  it('takes each row of a CSV file as one record, on the line where it ends', async () => {
    const csv = 'app,note\n1,"two\nlines"\n2,x\n';

    const { lines } = await grantline([...WEBHOOK, 'export.csv'], {
      connector,
      files: { 'export.csv': csv },
    });

    expect(lines.map((line) => [line.line, line.appId])).toEqual([
      [3, '1'],
      [4, '2'],
    ]);
  });

  it('rejects a row of CSV with too few columns and goes on', async () => {
    const { lines } = await explain('app,note\n1,a\n2\n3,c\n', [...WEBHOOK, '--csv']);

    expect(lines.map((line) => [line.outcome, line.reason])).toEqual([
      ['observed', 'event none, webhook'],
      ['rejected', 'not CSV'],
      ['observed', 'event none, webhook'],
    ]);
  });
});

describe('explain on a wrong command line', () => {
  it.each([
    ['no vendor', ['explain', '--kind', 'webhook'], '--vendor'],
    ['an unknown vendor', ['explain', '--vendor', 'acme', '--kind', 'audit'], 'github, okta'],
    ['no kind', ['explain', '--vendor', 'okta'], '--kind'],
    ['an unknown kind', ['explain', '--vendor', 'okta', '--kind', 'mail'], 'webhook, audit, api'],
    ['an unknown option', [...WEBHOOK, '--colour'], '--colour'],
  ])('ends with the usage code for %s', async (_case, words, hint) => {
    const { exitCode, err, out } = await explain('{"app":1}', words);

    expect(exitCode).toBe(2);
    expect(err).toMatch(/^error: /);
    expect(err).toContain(hint);
    expect(out).toBe('');
  });

  it('names a file that is not there', async () => {
    const { exitCode, err } = await grantline([...WEBHOOK, 'gone.csv'], { connector });

    expect(exitCode).toBe(2);
    expect(err).toContain('gone.csv');
  });
});
