import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { anApprovedIntegration, anIntegration, MARCH } from '#test/domain/facts.ts';
import { PublicIntegration, PublicTask, PublicTransition } from '../../bin/public-shapes.ts';
import { aTask, aTransition, fakeBackend } from './fake-backend.ts';
import { grantline } from './fake-cli.ts';

const rich = anApprovedIntegration({
  id: 'int_a',
  handle: { installationId: '1' },
  lastUsedDay: Math.floor(MARCH / 86_400_000),
  expiresAt: MARCH,
  grantedAt: MARCH,
  deadline: { kind: 'review-due', at: MARCH },
  suspension: { by: 'grantline', at: MARCH, resumeTo: 'approved' },
  revocation: {
    id: 'rev_1',
    reason: 'operator',
    requestedAt: MARCH,
    requestedBy: 'ann@example.com',
    attempt: 1,
    rungsTried: [],
    residualUntil: MARCH,
  },
});

const stored = {
  integrations: [rich, anIntegration({ id: 'int_b' })],
  transitions: [
    aTransition(
      { id: 'int_a', version: 1, at: MARCH },
      { occurredAt: MARCH, changed: { expiresAt: [MARCH, 'never'], lastUsedDay: [null, 20513] } },
    ),
  ],
  tasks: [aTask(), aTask({ id: 'task_2', requester: 'ann@example.com' })],
};

async function told(...words: string[]): Promise<unknown> {
  const { out, exitCode } = await grantline([...words, '--json'], fakeBackend(stored));
  expect(exitCode).toBe(0);
  expect(out).not.toMatch(/"(said|digest|handle|factAt|token|stage|lastUsedDay|attempt)"/);
  expect(out).not.toMatch(/\b1[0-9]{12}\b/);
  return JSON.parse(out);
}

describe('JSON for machines', () => {
  it('of list, show and tasks has the documented shape, times as RFC 3339 and no internals', async () => {
    expect(z.array(PublicIntegration).parse(await told('list'))).toHaveLength(2);
    expect(z.array(PublicTask).parse(await told('tasks'))).toHaveLength(2);
    const Shown = z.strictObject({
      integration: PublicIntegration,
      risk: z.looseObject({
        tier: z.int(),
        points: z.int(),
        unmapped: z.int(),
        parts: z.array(z.looseObject({ points: z.int() })),
      }),
      can: z.array(z.string()),
      history: z.array(PublicTransition),
    });
    expect(Shown.parse(await told('show', 'int_a')).integration).toMatchObject({
      lastUsed: '2026-03-01',
      deadline: { kind: 'review-due', at: '2026-03-01T00:00:00.000Z' },
      revocation: { residualUntil: '2026-03-01T00:00:00.000Z' },
    });
  });

  it('has every field named in the manual', () => {
    const manual = readFileSync(new URL('../../docs/cli.md', import.meta.url), 'utf8');

    for (const shape of [PublicIntegration, PublicTransition, PublicTask]) {
      for (const field of Object.keys(shape.shape)) expect(manual).toContain(`\`${field}\``);
    }
  });
});
