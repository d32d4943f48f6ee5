import * as z from 'zod';
import type { Task } from '#domain/task.ts';
import { page, questionContent, refusedContent } from '#platform/answer-page.ts';
import { parseForm } from '#platform/http-input.ts';

const task: Task = {
  id: 'task_1',
  version: 1,
  kind: 'decide',
  integrationId: 'int_1',
  vendor: 'github',
  tenant: '9001',
  incarnation: 1,
  fingerprint: 'f'.repeat(64),
  reason: 'discovered',
  title: '<img src=x onerror=alert(1)>',
  facts: ['It is called "><script>alert(1)</script>.'],
  steps: [],
  assignee: 'mira@example.com',
  chain: [],
  openedAt: 0,
  dueAt: 0,
  stage: 'ask',
};

describe('the page behind a link', () => {
  const asked = { person: 'mira@example.com', token: 'a.b.c' };
  const shown = () => page(200, task.title, questionContent(task, asked)).body ?? '';

  it('shows what a vendor named as text', () => {
    expect(shown()).not.toMatch(/<script|<img/);
    expect(shown()).toContain('&lt;script&gt;');
  });

  it('decides only by a form that is sent: it holds no script and loads nothing', () => {
    expect(shown().match(/<form method="post"/g)).toHaveLength(2);
    expect(shown()).not.toMatch(/method="get"|https?:/);
    expect(page(200, '', '').headers).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'content-security-policy': expect.stringContaining("default-src 'none'"),
    });
  });

  it('asks whether the steps are done where people have to do them', () => {
    const manual = questionContent({ ...task, kind: 'manual-revoke', steps: ['Open it.'] }, asked);

    expect(manual).toContain('value="done"');
    expect(manual).not.toContain('value="approve"');
  });

  it('says why something cannot be answered, as text too', () => {
    expect(refusedContent('<b>no</b>', undefined)).not.toContain('<b>');
  });
});

describe('a form', () => {
  const Shape = z.strictObject({ token: z.string(), answer: z.enum(['approve', 'refuse']) });
  const event = (body: string, isBase64Encoded = false) =>
    ({ body, isBase64Encoded }) as Parameters<typeof parseForm>[0];

  it('is read as sent, encoded or not', () => {
    const text = 'token=a.b%2Bc&answer=refuse';

    expect(parseForm(event(text), Shape)).toEqual({ token: 'a.b+c', answer: 'refuse' });
    expect(parseForm(event(Buffer.from(text).toString('base64'), true), Shape).token).toBe('a.b+c');
  });

  it.each([
    '',
    'token=a',
    'token=a&answer=maybe',
    'token=a&answer=refuse&by=boss',
    `token=${'a'.repeat(17_000)}`,
  ])('of another shape is refused: %.40s', (text) => {
    expect(() => parseForm(event(text), Shape)).toThrow(/the body/);
  });
});
