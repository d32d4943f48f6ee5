/** The page behind a link: what is asked, and two forms. No script, no cookie, nothing from elsewhere. */
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { escapeUTF8 } from 'entities/escape';
import type { Task } from '#domain/task.ts';
import { toTimestamp } from '#domain/time.ts';

/** A page that no cache keeps, no other site frames and no referrer names. */
export function page(
  statusCode: number,
  title: string,
  content: string,
): APIGatewayProxyStructuredResultV2 {
  return {
    statusCode,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'content-security-policy':
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    },
    body: `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="robots" content="noindex"><title>${escapeUTF8(title)}</title><style>${STYLE}</style></head><body><main><h1>${escapeUTF8(title)}</h1>${content}</main></body></html>`,
  };
}

const STYLE =
  'body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:44rem;padding:0 1rem}form{border:1px solid #888;border-radius:6px;margin:1rem 0;padding:1rem}label{display:block;margin:.5rem 0}input,textarea{box-sizing:border-box;font:inherit;width:100%}button{font:inherit;padding:.4rem 1rem}code{overflow-wrap:anywhere}';

/** The question with the ways to answer it. */
export function questionContent(task: Task, asked: { person: string; token: string }): string {
  const items = (texts: readonly string[]) =>
    texts.map((text) => `<li>${escapeUTF8(text)}</li>`).join('');
  const steps = task.steps.length === 0 ? '' : `<ol>${items(task.steps)}</ol>`;
  const second =
    task.vouched === undefined
      ? ''
      : `<p>${escapeUTF8(task.vouched.by)} has vouched for it; a second person is needed.</p>`;
  const forms =
    task.kind === 'manual-revoke'
      ? [
          form('done', 'The steps are done', asked.token),
          form('refuse', REFUSED_STEPS, asked.token),
        ]
      : [form('approve', 'I vouch for it', asked.token), form('refuse', REFUSED, asked.token)];
  return [
    `<p>Asked of <b>${escapeUTF8(asked.person)}</b>, until ${toTimestamp(task.dueAt)}.</p>`,
    second,
    `<ul>${items(task.facts)}</ul>`,
    steps,
    `<p>Exactly this is answered: <code>${escapeUTF8(task.fingerprint)}</code></p>`,
    ...forms,
  ].join('');
}

const REFUSED = 'No: end its access';
const REFUSED_STEPS = 'The steps cannot be done';

function form(answer: 'approve' | 'refuse' | 'done', label: string, token: string): string {
  const backup =
    answer === 'approve'
      ? '<label>Who is asked when you do not answer or have left (e-mail, optional)<input name="backupOwner" type="email" maxlength="320"></label>'
      : '';
  return `<form method="post" action="answer"><input type="hidden" name="token" value="${escapeUTF8(token)}"><input type="hidden" name="answer" value="${answer}">${backup}<label>Comment (optional)<textarea name="comment" maxlength="1024" rows="2"></textarea></label><button>${label}</button></form>`;
}

/** What became of an answer. */
export function answeredContent(task: Task): string {
  if (task.answer === undefined) {
    return `<p>Noted. Nothing is approved yet: a second person is asked, ${escapeUTF8(task.assignee)}.</p>`;
  }
  return `<p>Recorded: ${escapeUTF8(task.answer.answer)} by ${escapeUTF8(task.answer.by)}. You can close this page.</p>`;
}

/** Why nothing was done. */
export function refusedContent(why: string, remedy: string | undefined): string {
  const instead = remedy === undefined ? '' : `<p>${escapeUTF8(remedy)}</p>`;
  return `<p>${escapeUTF8(why)}. Nothing was changed.</p>${instead}`;
}
