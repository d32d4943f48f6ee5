/**
 * One record as GitHub sends it -> what it means. Pure and total: nothing a record holds makes it
 * throw. Which surface a record comes from is told by its shape; `origin` only fills what it lacks.
 */
import type { Reading, RecordOrigin } from '#use-cases/vendor-port.ts';
import { ignored, isRecord, rejected } from '../reading.ts';
import { readRow } from './normalise-api.ts';
import { readAudit } from './normalise-audit.ts';
import { readWebhook, webhookEvent } from './normalise-webhook.ts';

/** Most records read out of one page or delivery; GitHub's pages end at 100. */
const RECORDS_MAX = 10_000;

/** What stands before the JSON in an Enterprise Server syslog line. */
const SYSLOG_MARK = 'github_audit: ';

/** Reads a record, a page or a delivery; several records give several readings. Never throws. */
export function read(record: unknown, origin: RecordOrigin): readonly Reading[] {
  const records = rowsOf(record);
  if (records.length > RECORDS_MAX) return [rejected(`more than ${RECORDS_MAX} records in one`)];
  if (records.length === 0) return [ignored('the page is empty')];
  return records.map((one) => readRecord(one, origin));
}

function rowsOf(record: unknown): readonly unknown[] {
  if (Array.isArray(record)) return record;
  if (isRecord(record) && Array.isArray(record.installations) && 'total_count' in record) {
    return record.installations;
  }
  return [record];
}

function readRecord(record: unknown, origin: RecordOrigin): Reading {
  if (!isRecord(record)) return rejected('the record is no object');
  const { action } = record;
  // Audit actions are `category.verb`; webhook actions are single words.
  if (typeof action === 'string' && action.includes('.')) return readAudit(record, action, origin);
  if (typeof record.message === 'string' && record.message.includes(SYSLOG_MARK)) {
    return readSyslog(record.message, origin);
  }
  const event = webhookEvent(record, origin.event);
  if (event !== undefined) return readWebhook(record, event, origin);
  const row = readRow(record, origin);
  if (row !== undefined) return row;
  return ignored(
    typeof action === 'string'
      ? `action ${action} without a grant in it`
      : 'the record shows no grant',
  );
}

/** Enterprise Server writes audit rows as JSON behind a syslog prefix. */
function readSyslog(message: string, origin: RecordOrigin): Reading {
  const start = message.indexOf(SYSLOG_MARK) + SYSLOG_MARK.length;
  let row: unknown;
  try {
    row = JSON.parse(message.slice(start));
  } catch {
    return rejected('the audit row in the syslog line is no JSON');
  }
  if (!isRecord(row) || typeof row.action !== 'string') {
    return rejected('the audit row in the syslog line names no action');
  }
  return readAudit(row, row.action, origin);
}
