/** Ports through which on-call is told where they read. */
import type { LifecycleEvent } from '#events/catalogue.ts';
import type { Route } from './ports.ts';

/** What a channel carries: texts are inert, in English, without markup. */
export interface Message {
  readonly subject: string;
  readonly body: string;
  readonly eventId: string;
  readonly severity: LifecycleEvent['severity'];
  /** What it is about; messages about the same thing may join one open alert. */
  readonly about: string;
}

/** Proof that a channel took a message, in the channel's own words. */
export interface Receipt {
  readonly reference: string;
}

/** A place where people read: a Slack channel, a PagerDuty service, a webhook. */
export interface Channel {
  /** Unique on its route. */
  readonly name: string;
  /** @throws GrantlineError when there is no receipt; retryable when later may help */
  send(message: Message): Promise<Receipt>;
}

export interface Messenger {
  /** Channels of a route besides its topic; none when nobody set one up. */
  channels(route: Route): Promise<readonly Channel[]>;
}
