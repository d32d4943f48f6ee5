/**
 * An Okta that runs on loopback: users, API tokens, apps with grants, API services and the System Log,
 * in the vendor's wire formats. Knows the vendor's side only.
 */
import { answerOkta } from './okta-routes.ts';
import { OktaWorld } from './okta-world.ts';
import { type SimulatorServer, startSimulatorServer } from './server.ts';

export interface OktaSimulatorOptions {
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Host the organisation has; the simulator itself answers on loopback. */
  readonly host?: string;
  readonly hookSecret?: string;
}

export interface SimulatedDelivery {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface OktaSimulator {
  readonly baseUrl: string;
  readonly server: SimulatorServer;
  readonly world: OktaWorld;
  /** A hook delivery of the given log events, with the static secret. */
  deliverHook(events: readonly object[]): SimulatedDelivery;
  /** A body posted as it was recorded, with the static secret. */
  deliverRecorded(body: string): SimulatedDelivery;
  stop(): Promise<void>;
}

/** Starts a simulated Okta with one organisation. */
export async function startOktaSimulator(options: OktaSimulatorOptions): Promise<OktaSimulator> {
  const host = options.host ?? 'acme.okta.com';
  const secret = options.hookSecret ?? 'simulated-okta-hook-secret';
  const world = new OktaWorld(options.now);
  const server = await startSimulatorServer((request) =>
    answerOkta({ request, world, baseUrl: server.baseUrl, now: options.now() }),
  );
  const headers = { authorization: secret, 'content-type': 'application/json' };
  return {
    baseUrl: server.baseUrl,
    server,
    world,
    deliverHook: (events) => ({
      headers,
      body: JSON.stringify({
        eventType: 'com.okta.event_hook',
        eventTypeVersion: '1.0',
        cloudEventsVersion: '0.1',
        source: `https://${host}/api/v1/eventHooks/who1`,
        eventId: `hook-${world.nextId()}`,
        data: { events },
      }),
    }),
    deliverRecorded: (body) => ({ headers, body }),
    stop: () => server.stop(),
  };
}
