/** The audit log of the simulated Slack: real status codes, newest first, at most what fits a page and
 *  the rest of the last second with it. */
import type { SimulatedAnswer } from './server.ts';
import { SLACK_AUDIT_TOKEN, type SlackWorld } from './slack-world.ts';

const refused = (status: number, error: string): SimulatedAnswer => ({
  status,
  body: { ok: false, error },
});

/** Answers `GET /audit/v1/logs`. The cursor remembers a place and nothing else. */
export function auditAnswer(
  world: SlackWorld,
  args: URLSearchParams,
  token: string | undefined,
): SimulatedAnswer {
  if (token !== SLACK_AUDIT_TOKEN) return refused(401, 'invalid_authentication');
  const word = world.behaviour.refused.get('audit');
  if (word !== undefined) return refused(403, word);
  if (world.organisation === undefined) return refused(403, 'feature_not_enabled');
  const all = [...world.audit].reverse();
  const cursor = args.get('cursor');
  const before = cursor === null ? Number.POSITIVE_INFINITY : Number(atob(cursor));
  if (Number.isNaN(before)) return refused(400, 'invalid_cursor');
  const rows = all.filter((entry) => timeOf(entry) < before && isAskedFor(entry, args));
  const size = Math.min(Number(args.get('limit') ?? '100'), world.behaviour.rowsMax);
  const last = rows[size - 1];
  const page = rows.filter(
    (entry, at) => at < size || (last !== undefined && timeOf(entry) === timeOf(last)),
  );
  const more = page.length < rows.length && last !== undefined;
  return {
    status: 200,
    body: {
      entries: page,
      response_metadata: { next_cursor: more ? btoa(String(timeOf(last))) : '' },
    },
  };
}

function timeOf(entry: Record<string, unknown>): number {
  return Number(entry.date_create);
}

function isAskedFor(entry: Record<string, unknown>, args: URLSearchParams): boolean {
  const oldest = args.get('oldest');
  if (oldest !== null && timeOf(entry) < Number(oldest)) return false;
  const actions = args.get('action')?.split(',');
  if (actions !== undefined && !actions.includes(String(entry.action))) return false;
  const wanted = args.get('entity');
  return wanted === null || JSON.stringify(entry.entity).includes(`"id":"${wanted}"`);
}
