import { chainOf, emptyChain, headAt, lineOf, recordsAfter } from '#domain/evidence.ts';
import { beginCheck, checkLine, endCheck, exportHeadLine } from '#domain/evidence-check.ts';
import { AnyLifecycleEvent, type LifecycleEvent } from '#events/catalogue.ts';
import { sample } from '../support/evidence.ts';

describe('credentials in evidence', () => {
  const SECRETS = [
    'ghp_CANARYcanaryCANARYcanaryCANARYcanary12',
    'github_pat_11CANARYCANARYCANARYCANARY_canary',
    '00CANARYcanaryCANARYcanaryCANARYcanaryCAN0',
    '00D5g000004canary!AQEAQcanaryCANARYcanary.canary',
    'AKIACANARYCANARY1234',
    'xoxb-123456789012-CANARYcanary',
    '-----BEGIN RSA PRIVATE KEY----- CANARY',
    'eyJhbGciOiJub25lIn0.eyJjYW5hcnkiOjF9.CANARY',
    'SSWS CANARYcanaryCANARYcanaryCANARY',
    'Bearer CANARYcanaryCANARYcanaryCANARY',
  ];

  it.each(SECRETS)('that people put into a name or comment do not come into it: %s', (secret) => {
    const granted = sample('integration.approval-granted');
    if (granted.type !== 'integration.approval-granted') throw new TypeError('another sample');
    const event: LifecycleEvent = {
      ...granted,
      subject: { ...granted.subject, clientName: `bot ${secret}` },
      change: { ...granted.change, comment: `use ${secret} please` },
    };

    const [record] = recordsAfter(emptyChain(chainOf(event)), [event]);

    expect(lineOf(record!)).not.toMatch(/canary/i);
    expect(AnyLifecycleEvent.safeParse(record!.payload).success).toBe(true);
    const lines = [exportHeadLine(headAt(record!), undefined), lineOf(record!)];
    expect(endCheck(lines.reduce(checkLine, beginCheck()))).toMatchObject({
      verdict: 'intact',
    });
  });

  it('are told apart from ids and hashes: samples stay as they were said', () => {
    for (const type of ['integration.approval-granted', 'integration.revocation-verified']) {
      const event = sample(type);
      expect(recordsAfter(emptyChain(chainOf(event)), [event])[0]?.payload).toEqual(event);
    }
  });
});
