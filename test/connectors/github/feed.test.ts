import { github } from '#connectors/github/index.ts';
import { failure, isList, NOW, type Stage, stage } from '#test/connectors/github/session.ts';

let on: Stage;

beforeEach(async () => {
  on = await stage();
});

afterEach(() => on.simulator.stop());

describe('the audit log', () => {
  const feed = github.feeds[0]!;
  const actions = (records: readonly unknown[]) =>
    records.map((record) => (record as { action: string }).action);

  test('the first poll looks a day back, oldest first', async () => {
    const { world } = on.simulator;
    world.addAuditRow({ action: 'old', '@timestamp': NOW - 2 * 86_400_000 });
    world.addAuditRow({ action: 'b', '@timestamp': NOW - 1_000 });
    world.addAuditRow({ action: 'a', '@timestamp': NOW - 60_000 });

    const page = await feed.page(on.reader, undefined);

    expect(actions(page.records)).toEqual(['a', 'b']);
    expect(page.more).toBe(false);
  });

  test('a long log is read page by page without a gap', async () => {
    for (let number = 0; number < 250; number += 1) {
      on.simulator.world.addAuditRow({
        action: `a${number}`,
        '@timestamp': NOW - 3_600_000 + number,
      });
    }

    const seen: string[] = [];
    let cursor: string | undefined;
    let more = true;
    for (let pages = 0; more && pages < 10; pages += 1) {
      const page = await feed.page(on.reader, cursor);
      seen.push(...actions(page.records));
      ({ cursor, more } = page);
    }

    expect(new Set(seen).size).toBe(250);
    expect(more).toBe(false);
  });

  test('a row that arrives late, with an older time, is still read', async () => {
    const { world } = on.simulator;
    world.addAuditRow({ action: 'first', '@timestamp': NOW - 1_000 });
    const { cursor } = await feed.page(on.reader, undefined);

    world.addAuditRow({ action: 'late', '@timestamp': NOW - 10 * 60_000 });
    world.addAuditRow({ action: 'too-late', '@timestamp': NOW - 20 * 60_000 });
    const page = await feed.page(on.reader, cursor);

    expect(actions(page.records)).toEqual(['late', 'first']);
  });

  test('nothing new moves no cursor', async () => {
    on.simulator.world.addAuditRow({ action: 'first', '@timestamp': NOW - 1_000 });
    const first = await feed.page(on.reader, undefined);
    const second = await feed.page(on.reader, first.cursor);

    on.clock.advance(3_600_000);
    const third = await feed.page(on.reader, second.cursor);

    expect(second.cursor).toBe(first.cursor);
    expect(third.cursor).toBe(first.cursor);
  });

  test('a broken-off run whose place is lost starts again at its time', async () => {
    on.simulator.world.addAuditRow({ action: 'kept', '@timestamp': NOW - 1_000 });
    const lost = `${on.simulator.baseUrl}/orgs/acme-lab/audit-log?after=gone`;

    const page = await feed.page(
      on.reader,
      JSON.stringify({ since: NOW - 60_000, newest: NOW - 500, next: lost }),
    );

    expect(actions(page.records)).toEqual(['kept']);
  });

  test('an organisation without the log is a coverage gap', async () => {
    on.simulator.server.arm({
      matches: isList('audit-log'),
      times: 1,
      effect: { kind: 'answer', answer: { status: 404, body: { message: 'Not Found' } } },
    });

    expect(await failure(feed.page(on.reader, undefined))).toMatchObject({
      code: 'vendor-forbidden',
    });
  });
});
