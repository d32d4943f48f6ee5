/** Ports through which a question reaches a person and an answer comes back. */
import type { Instant } from '#domain/time.ts';
import type { Receipt } from './messenger-ports.ts';

/** A letter to one person. */
export interface AddressedLetter {
  readonly to: string;
  readonly subject: string;
  /** Plain text. */
  readonly body: string;
}

/** A way to one person: mail, a direct message. */
export interface Way {
  readonly name: string;
  /** @throws GrantlineError when there is no receipt; retryable when later may help */
  send(letter: AddressedLetter): Promise<Receipt>;
}

export interface Courier {
  /** Ways to people; none when nobody set one up. */
  ways(): Promise<readonly Way[]>;
}

/** What a link to a question is bound to. */
export interface LinkClaim {
  readonly taskId: string;
  /** Who may answer with it. */
  readonly person: string;
  /** What they are shown; it counts for nothing else. */
  readonly fingerprint: string;
  readonly expiresAt: Instant;
}

export interface AnswerLinks {
  /** The address that a person is sent. */
  sign(claim: LinkClaim): Promise<string>;
  /** @throws DecisionRefusedError when it is expired, altered or none of ours */
  read(token: string): Promise<LinkClaim>;
}
