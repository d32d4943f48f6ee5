/**
 * A Slack that runs on loopback: one workspace, or an organisation with several, in the vendor's wire
 * formats, with signed deliveries. Knows the vendor's side only.
 */
import { createHmac } from 'node:crypto';
import { type SimulatorServer, startSimulatorServer } from './server.ts';
import { answerSlack } from './slack-routes.ts';
import { SlackWorld } from './slack-world.ts';

export interface SlackSimulatorOptions {
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Id of the organisation; without one there is a single workspace and no Enterprise plan. */
  readonly organisation?: string;
  readonly teams?: readonly string[];
  readonly signingSecret?: string;
}

export interface SimulatedDelivery {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface SlackSimulator {
  readonly baseUrl: string;
  readonly server: SimulatorServer;
  readonly world: SlackWorld;
  /** A delivery of an event about our own app or about people, signed now. */
  deliver(event: object, appId?: string): SimulatedDelivery;
  /** The same body once more, signed now, as Slack retries it. */
  retry(delivery: SimulatedDelivery, number: number): SimulatedDelivery;
  /** The signed check of the address. */
  deliverCheck(challenge: string): SimulatedDelivery;
  /** A body posted as it was recorded, signed now. */
  deliverRecorded(body: string): SimulatedDelivery;
  stop(): Promise<void>;
}

/** Starts a simulated Slack. */
export async function startSlackSimulator(options: SlackSimulatorOptions): Promise<SlackSimulator> {
  const { now, organisation, teams = ['T0SIM'] } = options;
  const secret = options.signingSecret ?? 'simulated-slack-signing-secret';
  const world = new SlackWorld({ now, organisation, teams: [...teams] });
  const server = await startSimulatorServer((request) => answerSlack(request, world));
  let serial = 0;

  function signed(body: string, retry = 0): SimulatedDelivery {
    const timestamp = String(world.now());
    const digest = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
    const retried: Record<string, string> =
      retry === 0
        ? {}
        : { 'x-slack-retry-num': String(retry), 'x-slack-retry-reason': 'http_timeout' };
    return {
      body,
      headers: {
        'content-type': 'application/json',
        'x-slack-request-timestamp': timestamp,
        'x-slack-signature': `v0=${digest}`,
        ...retried,
      },
    };
  }

  return {
    baseUrl: server.baseUrl,
    server,
    world,
    deliver(event, appId = 'A0SIMOWN') {
      serial += 1;
      const [teamId] = world.teams;
      const body = {
        token: 'simulated-verification-token',
        team_id: teamId,
        ...(organisation === undefined ? {} : { enterprise_id: organisation }),
        api_app_id: appId,
        event,
        type: 'event_callback',
        event_id: `Ev0SIM${serial}`,
        event_time: world.now(),
        authorizations: [{ team_id: teamId, is_bot: true, is_enterprise_install: false }],
        is_ext_shared_channel: false,
      };
      return signed(JSON.stringify(body));
    },
    retry: ({ body }, number) => signed(body, number),
    deliverCheck: (challenge) =>
      signed(
        JSON.stringify({
          token: 'simulated-verification-token',
          challenge,
          type: 'url_verification',
        }),
      ),
    deliverRecorded: (body) => signed(body),
    stop: () => server.stop(),
  };
}
