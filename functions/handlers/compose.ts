/** What every Lambda is made of: clock, log, signed calls. Built on first use, never at import. */
import { createSignedCaller, type SignedCaller } from '#adapters/signed-call.ts';
import { systemClock } from '#platform/clock.ts';
import { type HandlerName, readAwsEnvironment } from '#platform/environment.ts';
import { createLog } from '#platform/logger.ts';
import type { Clock, Log } from '#use-cases/ports.ts';

/** Builds once, on the first call. A failed build is tried again at the next invocation. */
export function once<Value>(build: () => Value): () => Value {
  let built: { value: Value } | undefined;
  return () => {
    built ??= { value: build() };
    return built.value;
  };
}

/** The clock of all Lambdas. */
export const clock: Clock = systemClock;

/** The log of one Lambda, on standard output. */
export function logOf(name: HandlerName): () => Log {
  return once(() => createLog(name, (line) => process.stdout.write(`${line}\n`), systemClock));
}

/** Signed calls with the Lambda's own credentials. */
export const signedCaller: () => SignedCaller = once(() =>
  createSignedCaller(readAwsEnvironment()),
);
