import { slackWebhook } from '#connectors/slack/webhook.ts';
import type { SimulatedDelivery } from '#local/simulators/slack.ts';
import { type Stage, stage } from './stage.ts';

const SECRET = 'simulated-slack-signing-secret';

let on: Stage;

beforeEach(async () => {
  on = await stage('workspace');
});
afterEach(() => on.simulator.stop());

function verify(
  sent: SimulatedDelivery,
  secrets: { current: string; previous?: string } = { current: SECRET },
  now = on.now(),
) {
  const body = new TextEncoder().encode(sent.body);
  return slackWebhook.verify({ method: 'POST', headers: sent.headers, body }, secrets, now);
}

const delivery = () => on.simulator.deliver({ type: 'app_uninstalled' });
const withHeader = (name: string, value: string) => {
  const sent = delivery();
  return { ...sent, headers: { ...sent.headers, [name]: value } };
};

describe('a Slack delivery', () => {
  it('signed by Slack is accepted, and a retry of it has its id', () => {
    const first = delivery();
    on.advance(60_000);
    const again = on.simulator.retry(first, 2);

    expect(verify(first).verdict).toBe('accepted');
    expect(verify(again)).toEqual(verify(first));
    expect(verify(delivery())).not.toEqual(verify(first));
  });

  it('of the published example is accepted in its time', () => {
    const body =
      'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c';
    const headers = {
      'x-slack-request-timestamp': '1531420618',
      'x-slack-signature': 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
    };
    const secrets = { current: '8f742231b10e8888abcd99yyyzzz85a5' };

    expect(verify({ body, headers }, secrets, 1_531_420_618_000).verdict).toBe('accepted');
  });

  it('is taken with either secret while one replaces the other, and with no third or empty one', () => {
    expect(verify(delivery(), { current: 'new', previous: SECRET }).verdict).toBe('accepted');
    expect(verify(delivery(), { current: 'new', previous: 'old' }).verdict).toBe('refused');
    expect(verify(delivery(), { current: '', previous: '' }).verdict).toBe('refused');
  });

  it.each([
    ['299 s old', 299, 'accepted'],
    ['301 s old', 301, 'too-old'],
    ['299 s ahead', -299, 'accepted'],
    ['301 s ahead', -301, 'too-old'],
  ])('%s', (_what, seconds, expected) => {
    const verdict = verify(delivery(), { current: SECRET }, on.now() + seconds * 1000);

    expect('reason' in verdict ? verdict.reason : verdict.verdict).toBe(expected);
  });

  it.each([
    ['no signature', 'x-slack-signature', '', 'signature-missing'],
    ['no time', 'x-slack-request-timestamp', '', 'signature-missing'],
    ['another version', 'x-slack-signature', `v1=${'0'.repeat(64)}`, 'signature-wrong'],
    ['half a signature', 'x-slack-signature', 'v0=abcd', 'signature-wrong'],
    ['a forged signature', 'x-slack-signature', `v0=${'0'.repeat(64)}`, 'signature-wrong'],
    ['a time that is none', 'x-slack-request-timestamp', '0x123', 'signature-wrong'],
  ])('with %s is refused', (_what, name, value, reason) => {
    expect(verify(withHeader(name, value))).toEqual({ verdict: 'refused', reason });
  });

  it('whose time was moved to look fresh is refused', () => {
    const moved = withHeader('x-slack-request-timestamp', String(on.now() / 1000 + 10));

    expect(verify(moved)).toEqual({ verdict: 'refused', reason: 'signature-wrong' });
  });

  it('with one byte more is refused', () => {
    const sent = delivery();

    expect(verify({ ...sent, body: `${sent.body} ` }).verdict).toBe('refused');
  });

  it('that checks the address is answered with its challenge, and only when it is signed', () => {
    const check = on.simulator.deliverCheck('c-123');

    expect(verify(check)).toEqual({ verdict: 'challenge', answer: { challenge: 'c-123' } });
    expect(verify(check, { current: 'another' }).verdict).toBe('refused');
  });

  it('in which a member only writes of a check is no check', () => {
    const sent = on.simulator.deliver({
      type: 'message',
      text: '{"type":"url_verification","challenge":"x"}',
    });

    expect(verify(sent).verdict).toBe('accepted');
  });
});
