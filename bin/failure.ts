/**
 * Exit codes, and the one place where an error becomes what a person reads. No stack and no cause
 * is printed unless GRANTLINE_DEBUG is set: causes may quote what a vendor or a file said.
 */
import { CommanderError } from 'commander';
import { type ErrorCode, GrantlineError } from '#domain/errors.ts';
import { printable } from './output.ts';

/** Exit codes of every command; docs/cli.md explains them. */
export const EXIT = {
  ok: 0,
  unexpected: 1,
  usage: 2,
  refused: 3,
  notFound: 4,
  notConfigured: 5,
  vendor: 6,
  evidence: 7,
  /** 128 + SIGINT, as shells have it. */
  interrupted: 130,
} as const;

/** What each code means, for every help text. */
export const EXIT_MEANING: Readonly<Record<number, string>> = {
  [EXIT.ok]: 'done; an incomplete sweep and a rejected record are results, not failures',
  [EXIT.unexpected]: 'unexpected: a bug, a time-out, an event that did not go out',
  [EXIT.usage]: 'wrong usage: option, argument, unreadable file, nobody there to confirm',
  [EXIT.refused]: 'refused by a rule; the message names it',
  [EXIT.notFound]: 'no such integration or task',
  [EXIT.notConfigured]: 'not connected, not configured, no such stack, no usable AWS identity',
  [EXIT.vendor]: 'the vendor refused or did not answer',
  [EXIT.evidence]: 'evidence is broken: tampered with, incomplete or out of order',
  [EXIT.interrupted]: 'stopped by Ctrl-C at a question',
};

const EXIT_BY_CODE: Readonly<Partial<Record<ErrorCode, number>>> = {
  'decision-refused': EXIT.refused,
  'not-found': EXIT.notFound,
  'evidence-broken': EXIT.evidence,
  'configuration-invalid': EXIT.notConfigured,
  'credential-missing': EXIT.notConfigured,
};

/** Errors of the AWS SDK that an operator mends, with how. */
const AWS_REMEDIES: Readonly<Record<string, string>> = {
  CredentialsProviderError:
    'Give AWS credentials (AWS_PROFILE), or use --local beside `npm start`.',
  ExpiredToken: 'The AWS session has ended; sign in again.',
  ExpiredTokenException: 'The AWS session has ended; sign in again.',
  UnrecognizedClientException: 'AWS does not know these credentials; check AWS_PROFILE.',
  InvalidClientTokenId: 'AWS does not know these credentials; check AWS_PROFILE.',
  AccessDenied: 'The AWS identity in use lacks a permission; docs/cli.md lists what is needed.',
  AccessDeniedException:
    'The AWS identity in use lacks a permission; docs/cli.md lists what is needed.',
  ECONNREFUSED: 'Nothing listens there. Start the local engine with `npm start`, or unset it.',
};

export interface Failure {
  readonly exitCode: number;
  readonly message: string;
  readonly remedy?: string;
}

/** Translates any error into an exit code, a message and what to do about it. */
export function failureOf(error: unknown): Failure {
  if (error instanceof CommanderError) {
    const message = error.message.replace(/^error: /, '');
    return { exitCode: error.exitCode === 0 ? EXIT.ok : EXIT.usage, message };
  }
  if (error instanceof GrantlineError) {
    const byFamily = error.code.startsWith('vendor-') ? EXIT.vendor : EXIT.unexpected;
    return {
      exitCode: EXIT_BY_CODE[error.code] ?? byFamily,
      message: error.message,
      remedy: error.remedy,
    };
  }
  return foreignFailure(error);
}

function foreignFailure(error: unknown): Failure {
  if (!(error instanceof Error)) return { exitCode: EXIT.unexpected, message: 'unknown failure' };
  if (error.message === 'Region is missing') {
    return {
      exitCode: EXIT.notConfigured,
      message: 'no AWS region is set',
      remedy: 'Set AWS_REGION, or use --local beside `npm start`.',
    };
  }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const remedy = AWS_REMEDIES[error.name] ?? AWS_REMEDIES[code];
  const message = error.message === '' ? code || error.name : error.message;
  return {
    exitCode: remedy === undefined ? EXIT.unexpected : EXIT.notConfigured,
    message,
    remedy,
  };
}

/** Lines for stderr. */
export function failureText(error: unknown, debug: boolean): string {
  const failure = failureOf(error);
  const lines = [`error: ${printable(failure.message)}`];
  if (failure.remedy !== undefined) lines.push(printable(failure.remedy));
  if (debug && error instanceof Error) lines.push(error.stack ?? '');
  return lines.join('\n');
}
