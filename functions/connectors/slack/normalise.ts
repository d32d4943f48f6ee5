/** One record as Slack sends it -> what it means. Pure; never throws, never keeps a secret. */
import type { Reading, RecordOrigin } from '#use-cases/vendor-port.ts';
import { ignored, isRecord, rejected } from '../reading.ts';
import { readAnswer } from './normalise-api.ts';
import { readAuditEntry } from './normalise-audit.ts';
import { readEvent } from './normalise-events.ts';
import { AuditEntry, EventEnvelope } from './schema.ts';

const ROWS_MAX = 10_000;

/** Reads a delivery, an audit entry, a page of entries, or an answer of the Web API. */
export function read(record: unknown, origin: RecordOrigin): readonly Reading[] {
  if (Array.isArray(record)) {
    return record
      .slice(0, ROWS_MAX)
      .flatMap((one) => (Array.isArray(one) ? [] : read(one, origin)));
  }
  if (!isRecord(record)) return [rejected('is no JSON object')];
  if (Array.isArray(record.entries)) return readEntries(record.entries, origin);
  if (record.type === 'url_verification') return [ignored('Slack checks the address')];
  if (record.type === 'app_rate_limited') {
    return [ignored('Slack held deliveries back for a minute: the next sweep sees what they said')];
  }
  if (isRecord(record.event)) return readDelivery(record, origin);
  if (typeof record.action === 'string') return readEntries([record], origin);
  return readAnswer(record, origin);
}

function readDelivery(record: unknown, origin: RecordOrigin): readonly Reading[] {
  const parsed = EventEnvelope.safeParse(record);
  if (!parsed.success) return [rejected('is no delivery of the Events API')];
  return readEvent(parsed.data, origin);
}

function readEntries(entries: readonly unknown[], origin: RecordOrigin): readonly Reading[] {
  return entries.slice(0, ROWS_MAX).map((entry) => {
    const parsed = AuditEntry.safeParse(entry);
    if (!parsed.success) return rejected('is no entry of the audit log');
    return readAuditEntry(parsed.data, origin);
  });
}
