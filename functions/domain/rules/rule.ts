/** What a rule of the library is: a pure predicate that says what it needs to see. */

import type { z } from 'zod';
import type { DetailType, LifecycleEvent } from '#events/catalogue.ts';
import type { Subject } from '#events/envelope.ts';
import type { Capability, FindingAdvice, RuleId, Severity, Tier } from '#events/vocabulary.ts';
import type { Integration } from '../integration.ts';
import { toDay } from '../time.ts';

/** What a rule may know besides the event. Absent = not told, which is never "no". */
export type RuleFacts = Partial<
  Pick<
    z.infer<typeof Subject>,
    'kind' | 'clientName' | 'owner' | 'topClass' | 'reach' | 'tier' | 'state' | 'scopes'
  > &
    Pick<Integration, 'ipLimited' | 'expiresAt' | 'lastUsedDay'> & {
      /** UTC day number on which the owner left. */
      readonly ownerLeftDay: number | 'not-left';
    }
>;
export type FactName = keyof RuleFacts;

export interface RuleInput {
  readonly event: LifecycleEvent;
  readonly facts: RuleFacts;
}

/** What a rule found. */
export interface Hit {
  /** Part of the deduplication key: the same reason on the same day is one finding. */
  readonly reason: string;
  readonly severity: Severity;
  /** One sentence a person can decide on, without a vendor's text. */
  readonly sentence: string;
}

export interface Rule {
  readonly id: RuleId;
  readonly title: string;
  /** Events it looks at, each with the facts it cannot do without there. */
  readonly watches: Readonly<Partial<Record<DetailType, readonly FactName[]>>>;
  /** Abilities of a connection without which those events or facts never come. */
  readonly sees: readonly Capability[];
  readonly attack: readonly string[];
  readonly owasp: readonly string[];
  readonly advice: Readonly<Record<Tier, FindingAdvice>>;
  /** Kind of exception a person may grant, always with an end date. */
  readonly exception: string;
  /** Whether the integration is one the rule is for; absent = every one. */
  concerns?(input: RuleInput): boolean;
  fires(input: RuleInput): Hit | undefined;
}

/** Default actions: something for the two worst tiers, another for the middle, else recorded. */
export function adviceByTier(worst: FindingAdvice, middle: FindingAdvice): Rule['advice'] {
  return { 0: worst, 1: worst, 2: middle, 3: 'record', 4: 'record' };
}

/** The facts of an event, with those of the integration as it is now where it is at hand.
 *  @param known absent in a replay: what only it tells is then not told */
export function ruleFacts(event: LifecycleEvent, known: Integration | undefined): RuleFacts {
  const subject = 'subject' in event ? event.subject : undefined;
  if (subject === undefined) return {};
  const { kind, clientName, owner, topClass, reach, tier, state, scopes } = subject;
  const told = { kind, clientName, owner, topClass, reach, tier, state, scopes };
  if (known === undefined || known.incarnation !== subject.incarnation) return told;
  const { ipLimited, expiresAt, lastUsedDay } = known;
  const leftAt = known.owner?.leftAt;
  const ownerLeftDay = leftAt === undefined ? 'not-left' : toDay(leftAt);
  return { ...told, ipLimited, expiresAt, lastUsedDay, ownerLeftDay };
}
