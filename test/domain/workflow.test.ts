import * as workflow from '#domain/workflow.ts';

/** What executions that wait for weeks hand to their steps, as version 1 first said it. A change that
 *  makes one of these fail breaks them: say a new `schemaVersion` instead. */
const TARGET = {
  schemaVersion: 1,
  vendor: 'github',
  tenant: '9001',
  integrationId: 'int_5f4ad9bdbb24fd26d865b8fc30',
  incarnation: 1,
  correlationId: 'case',
};
const REAUTHORISATION = {
  ...TARGET,
  fingerprint: 'f'.repeat(64),
  reason: 'review-due',
  taskId: 'task_1',
  waits: { remindSeconds: 1, escalateSeconds: 1, suspendSeconds: 1, revokeSeconds: 1 },
};
const REVOCATION = { ...TARGET, revocationId: 'rev_1', taskId: 'task_1', manualSeconds: 60 };

const STEPS = [
  ['a question', workflow.OpenTaskStep, { input: REAUTHORISATION, stage: 'ask', token: 't' }],
  ['a manual step', workflow.OpenTaskStep, { input: REVOCATION, stage: 'manual', token: 't' }],
  ['a stop', workflow.WorkflowStep, { input: REAUTHORISATION }],
  ['the end of a question', workflow.ReauthorisationStep, { input: REAUTHORISATION }],
  ['a rung', workflow.RevocationStep, { input: REVOCATION }],
  [
    'a read-back',
    workflow.ConfirmStep,
    { input: REVOCATION, rung: 'uninstall', confirmations: 0, attested: false },
  ],
  ['a failure', workflow.ConcludeRevocationStep, { input: REVOCATION, why: 'still-active' }],
] as const;

describe.each(STEPS)('the input of %s that was started before a deploy', (_what, schema, input) => {
  it('is understood as it was', () => {
    expect(schema.parse(input)).toEqual(input);
  });

  it('is understood when a later version gave it fields that this one does not know', () => {
    const later = { ...input, more: true, input: { ...input.input, more: { deep: 1 } } };

    expect(schema.parse(later)).toEqual(input);
  });

  it('is refused when it says another version: nothing is guessed', () => {
    const other = { ...input, input: { ...input.input, schemaVersion: 2 } };

    expect(schema.safeParse(other).success).toBe(false);
  });
});
