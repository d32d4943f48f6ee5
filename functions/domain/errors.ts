/**
 * Every error Grantline throws. A code names what happened, `retryable` whether trying again can
 * help, `remedy` what a person can do about it. Messages never hold secrets or vendor payloads.
 */

export type ErrorCode =
  | 'vendor-unauthorised'
  | 'vendor-forbidden'
  | 'vendor-not-found'
  | 'vendor-rate-limited'
  | 'vendor-unavailable'
  | 'vendor-malformed'
  | 'vendor-refused'
  | 'vendor-foreign-link'
  | 'signature-invalid'
  | 'stale-write'
  | 'contract-broken'
  | 'configuration-invalid'
  | 'credential-missing'
  | 'not-found'
  | 'decision-refused'
  | 'publish-failed'
  | 'limit-reached'
  | 'evidence-broken';

export interface ErrorFacts {
  /** What to do about it, in one sentence. */
  readonly remedy?: string;
  readonly cause?: unknown;
  /** Small facts for the log: names and numbers, never values from a vendor or a secret. */
  readonly facts?: Readonly<Record<string, string | number | boolean>>;
}

/** Base of all errors thrown by Grantline's own code. */
export class GrantlineError extends Error {
  readonly code: ErrorCode;
  readonly retryable: boolean;
  readonly remedy: string | undefined;
  readonly facts: Readonly<Record<string, string | number | boolean>>;

  constructor(
    what: { code: ErrorCode; retryable: boolean; message: string },
    extra: ErrorFacts = {},
  ) {
    super(what.message, extra.cause === undefined ? undefined : { cause: extra.cause });
    this.name = new.target.name;
    this.code = what.code;
    this.retryable = what.retryable;
    this.remedy = extra.remedy;
    this.facts = extra.facts ?? {};
  }
}

type VendorCode = Extract<ErrorCode, `vendor-${string}`>;

const RETRYABLE_VENDOR_CODES: ReadonlySet<VendorCode> = new Set([
  'vendor-rate-limited',
  'vendor-unavailable',
]);

/** A vendor's API did not do what was asked; the code says what the caller must do. */
export class VendorError extends GrantlineError {
  /** Milliseconds to wait before the next call, when the vendor says so. */
  readonly retryAfterMs: number | undefined;

  constructor(
    code: VendorCode,
    message: string,
    extra: ErrorFacts & { retryAfterMs?: number } = {},
  ) {
    super({ code, retryable: RETRYABLE_VENDOR_CODES.has(code), message }, extra);
    this.retryAfterMs = extra.retryAfterMs;
  }
}

/** Somebody else wrote first; load again and decide again. */
export class StaleWriteError extends GrantlineError {
  constructor(message: string, extra: ErrorFacts = {}) {
    super({ code: 'stale-write', retryable: true, message }, extra);
  }
}

/** Data does not have the promised shape; trying again gives the same. */
export class ContractError extends GrantlineError {
  constructor(message: string, extra: ErrorFacts = {}) {
    super({ code: 'contract-broken', retryable: false, message }, extra);
  }
}

/** Configuration, policy or credential that an operator has to mend. */
export class ConfigurationError extends GrantlineError {
  constructor(
    message: string,
    extra: ErrorFacts & { code?: 'configuration-invalid' | 'credential-missing' } = {},
  ) {
    super({ code: extra.code ?? 'configuration-invalid', retryable: false, message }, extra);
  }
}

/** The named thing does not exist. Never used for "could not read". */
export class NotFoundError extends GrantlineError {
  constructor(message: string, extra: ErrorFacts = {}) {
    super({ code: 'not-found', retryable: false, message }, extra);
  }
}

/** Evidence is not what was written: changed, left out, moved or cut. */
export class EvidenceError extends GrantlineError {
  constructor(message: string, extra: ErrorFacts = {}) {
    super({ code: 'evidence-broken', retryable: false, message }, extra);
  }
}

/** A person's or workflow's request is against the rules; the message names the rule. */
export class DecisionRefusedError extends GrantlineError {
  constructor(message: string, extra: ErrorFacts = {}) {
    super({ code: 'decision-refused', retryable: false, message }, extra);
  }
}

/** Some entries could not be published; the stream will hand them over again. */
export class PublishError extends GrantlineError {
  constructor(message: string, extra: ErrorFacts = {}) {
    super({ code: 'publish-failed', retryable: true, message }, extra);
  }
}
