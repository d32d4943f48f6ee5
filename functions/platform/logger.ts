/**
 * Structured log: one JSON line, fields of our own vocabulary only. Texts are cut and stripped of
 * control characters, so that a vendor's name cannot forge a line. Never given a payload or a secret.
 */
import type { Clock, Log, LogFields } from '#use-cases/ports.ts';

const TEXT_MAX = 256;
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

function inert(value: LogFields[string]): LogFields[string] {
  return typeof value === 'string' ? value.slice(0, TEXT_MAX).replaceAll(UNPRINTABLE, ' ') : value;
}

function inertFields(fields: LogFields): Record<string, LogFields[string]> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, inert(value)]));
}

/** A log that writes lines.
 *  @param source name of the Lambda
 *  @param write takes one line without its line feed */
export function createLog(source: string, write: (line: string) => void, clock: Clock): Log {
  const line = (level: string, message: string, fields: LogFields = {}) =>
    write(JSON.stringify({ level, source, message: inert(message), ...inertFields(fields) }));
  return {
    info: (message, fields) => line('info', message, fields),
    warn: (message, fields) => line('warn', message, fields),
    error: (message, fields) => line('error', message, fields),
    count: (metric, value, dimensions = {}) =>
      write(JSON.stringify(embeddedMetric({ metric, value, dimensions }, clock.now()))),
  };
}

/** CloudWatch embedded metric format: the agent makes a metric of the line, no call is made. */
function embeddedMetric(
  one: { metric: string; value: number; dimensions: Readonly<Record<string, string>> },
  timestamp: number,
) {
  return {
    _aws: {
      Timestamp: timestamp,
      CloudWatchMetrics: [
        {
          Namespace: 'Grantline',
          Dimensions: [Object.keys(one.dimensions)],
          Metrics: [{ Name: one.metric, Unit: 'Count' }],
        },
      ],
    },
    ...inertFields(one.dimensions),
    [one.metric]: one.value,
  };
}
