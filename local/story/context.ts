/** What a step of the story has: the vendors' worlds, the command line, the edge, and an observer. */
import type { Vendor } from '#events/vocabulary.ts';
import type { Deployed, StackOutputs } from '../engine/deploy.ts';
import type { Engine } from '../engine/engine.ts';
import type { Observer } from './observer.ts';
import type { Vendors } from './vendors.ts';

/** A signed delivery as a vendor would post it. */
export interface Delivery {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface StoryContext {
  readonly engine: Engine;
  readonly outputs: StackOutputs;
  readonly deployed: Deployed;
  readonly vendors: Vendors;
  readonly observer: Observer;
  /** Runs `grantline` with arguments and gives what it printed, parsed when it is JSON. */
  readonly grantline: (
    words: readonly string[],
    env?: Readonly<Record<string, string>>,
  ) => Promise<unknown>;
  /** Posts a delivery to the deployed edge and gives the status. */
  readonly post: (vendor: Vendor, tenant: string, delivery: Delivery) => Promise<number>;
  /** Says that something is under way. */
  readonly say: (line: string) => void;
}

/** One thing that must be seen. */
export interface StoryStep {
  readonly id: string;
  readonly title: string;
  readonly expected: string;
  /** Acts as a user or vendor would and looks through the deployed stack.
   *  @returns what was seen
   *  @throws NotObserved when the expectation was not met in time */
  run(context: StoryContext): Promise<string>;
}
