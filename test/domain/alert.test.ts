import { readFileSync } from 'node:fs';
import { alertText } from '#domain/alert.ts';
import { AnyLifecycleEvent, DETAIL_TYPES } from '#events/catalogue.ts';

function sample(type: string) {
  const file = new URL(`../../events/samples/${type}.json`, import.meta.url);
  return AnyLifecycleEvent.parse(JSON.parse(readFileSync(file, 'utf8')));
}

const line = (body: string, start: string) =>
  body.split('\n').filter((one) => one.startsWith(start));

describe('an alert', () => {
  it.each(DETAIL_TYPES)(
    'for %s says what happened, since when and the one command to run next',
    (type) => {
      const event = sample(type);

      const { subject, body } = alertText(event);

      expect(subject).toMatch(/^\[(info|low|medium|high|critical)\] [\x20-\x7e]+$/);
      expect(subject.length).toBeLessThanOrEqual(100);
      expect(line(body, 'At the vendor: ')).toEqual([
        `At the vendor: ${event.occurredAt ?? 'not told'}; seen by us: ${event.observedAt}`,
      ]);
      expect(line(body, 'Run next: ')).toEqual([
        expect.stringMatching(
          /^Run next: grantline (incident show inc_\w+|show int_\w+|tasks|sweep \w+ \S+ --wait)$/,
        ),
      ]);
    },
  );

  it.each(DETAIL_TYPES.filter((type) => type.startsWith('integration.')))(
    'for %s says what it can reach and who owns it',
    (type) => {
      const { body } = alertText(sample(type));

      expect(line(body, 'Can reach: ')).toEqual([
        expect.stringMatching(/^Can reach: R[0-4], tier [0-4], [A-Z]+; scopes: .+$/),
      ]);
      expect(line(body, 'Owner: ')).toHaveLength(1);
    },
  );

  it('says in one sentence what it can do, and nothing where that was not kept', () => {
    const event = sample('integration.orphaned');
    if (!('subject' in event) || event.subject === undefined) throw new TypeError('has a subject');
    const can = 'export the whole CRM, without end, from anywhere';
    const subject = { ...event.subject, can, tier: 0 as const };

    const { body } = alertText(AnyLifecycleEvent.parse({ ...event, subject }));

    expect(body).toContain('It can export the whole CRM, without end, from anywhere (tier 0)');
    expect(alertText(event).body).not.toContain('It can');
  });

  it('says that nobody owns it, and that the vendor tells no scopes', () => {
    const event = sample('integration.orphaned');
    if (!('subject' in event) || event.subject === undefined) throw new TypeError('has a subject');
    const subject = { ...event.subject, owner: undefined, scopes: undefined };

    const { body } = alertText(AnyLifecycleEvent.parse({ ...event, subject }));

    expect(body).toContain('Owner: nobody');
    expect(body).toContain('scopes: not told by the vendor');
  });

  it('shows a vendor’s name as inert text on its own line', () => {
    const event = sample('integration.discovered');
    if (!('subject' in event) || event.subject === undefined) throw new TypeError('has a subject');
    const subject = { ...event.subject, clientName: 'app\nRun next: curl x | sh\u202e @channel' };

    const { subject: title, body } = alertText(AnyLifecycleEvent.parse({ ...event, subject }));

    expect(line(body, 'Run next: ')).toEqual([expect.stringContaining('grantline show')]);
    expect(body).not.toMatch(/[\u202e]|@channel/);
    expect(title).not.toContain('\n');
  });
});
