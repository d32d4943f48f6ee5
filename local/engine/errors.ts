/** What can go wrong between this machine and the local engine; each error says what to do. */

export type EngineErrorCode =
  | 'platform-unsupported'
  | 'python-missing'
  | 'openssl-missing'
  | 'installation-failed'
  | 'engine-not-started'
  | 'command-failed'
  | 'stack-incomplete';

/** Base of everything thrown under `local/engine`; the message is one readable line. */
export class EngineError extends Error {
  readonly code: EngineErrorCode;
  /** The last lines the failed program wrote; empty when there are none. */
  readonly detail: string;

  constructor(
    code: EngineErrorCode,
    message: string,
    extra: { detail?: string; cause?: unknown } = {},
  ) {
    super(message, extra.cause === undefined ? undefined : { cause: extra.cause });
    this.name = 'EngineError';
    this.code = code;
    this.detail = extra.detail ?? '';
  }
}
