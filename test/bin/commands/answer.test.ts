import { DecisionRefusedError } from '#domain/errors.ts';
import { aTask, fakeBackend } from '../fake-backend.ts';
import { grantline } from '../fake-cli.ts';

describe('tasks', () => {
  it('lists what is open and for whom, without the token of the execution that waits', async () => {
    const tasks = [
      aTask({ id: 'task_1' }),
      aTask({ id: 'task_2', assignee: 'ann@example.com' }),
      aTask({ id: 'task_3' }),
      aTask({ id: 'task_4', answer: { answer: 'approve', by: 'x', at: 1 } }),
    ];
    const { backend } = fakeBackend({ tasks });

    const people = await grantline(['tasks'], { backend });
    const machine = await grantline(['tasks', '--json'], { backend });
    const hers = await grantline(['tasks', '--json', '--assignee', 'Ann@example.com'], { backend });

    expect(people.out.match(/task_\d/g)).toEqual(['task_1', 'task_2', 'task_3']);
    expect(JSON.parse(machine.out)).toHaveLength(3);
    expect(JSON.parse(hers.out)).toEqual([expect.objectContaining({ id: 'task_2' })]);
    expect(people.out + machine.out).not.toContain('CANARY');
  });
});

describe('an answer', () => {
  it.each([
    [['approve', 'task_1', '--comment', 'needed'], { answer: 'approve', comment: 'needed' }],
    [['refuse', 'task_1'], { answer: 'refuse' }],
    [['done', 'task_1'], { answer: 'done' }],
  ])('of %j is sent with the fingerprint that is shown', async (words, body) => {
    const world = fakeBackend({ tasks: [aTask()] });

    const { exitCode, err } = await grantline(words, { backend: world.backend });

    expect(exitCode).toBe(0);
    expect(err).toContain('It can set secrets in every repository.');
    expect(err).not.toContain('CANARY');
    expect(world.asked).toEqual([
      { id: 'task_1', body: { comment: undefined, fingerprint: 'f'.repeat(64), ...body } },
    ]);
  });

  it('promises only what follows: a revocation, a failed one, or nothing new', async () => {
    const answer = { answer: 'refuse' as const, by: 'mira@example.com', at: 0 };
    const tasks = [
      aTask(),
      aTask({ id: 'task_2', kind: 'manual-revoke', reason: 'revocation' }),
      aTask({ id: 'task_3', answer }),
    ];
    const world = fakeBackend({ tasks });
    const saying = async (id: string) => (await grantline(['refuse', id], world)).out;

    expect(await saying('task_1')).toContain('The revocation follows');
    expect(await saying('task_2')).toContain('ends as failed');
    expect(await saying('task_3')).toContain('recorded before, at 1970-01-01');
  });

  it('is confirmed by a person who sees what it is for, and not sent without', async () => {
    const world = fakeBackend({ tasks: [aTask()] });
    const { backend } = world;

    const no = await grantline(['approve', 'task_1'], { backend, answers: ['n'] });
    expect(no).toMatchObject({ exitCode: 0, out: '' });
    expect(no.err).toContain('Nothing was sent.');
    expect(world.asked).toEqual([]);

    await grantline(['approve', 'task_1'], { backend, answers: ['y'] });
    await grantline(['approve', 'task_1', '--yes'], { backend, answers: [] });
    expect(world.asked).toHaveLength(2);
  });

  it('that a rule refuses ends with the reason and its own code', async () => {
    const world = fakeBackend({ tasks: [aTask()] });
    world.refusal = new DecisionRefusedError('whoever asks for an approval cannot give it', {
      remedy: 'Let another member of the chain decide.',
    });

    const { exitCode, err, out } = await grantline(['approve', 'task_1'], world);

    expect(exitCode).toBe(3);
    expect(err).toContain('error: whoever asks for an approval cannot give it\nLet another');
    expect(out).toBe('');
  });

  it('to a task that is not there is not sent', async () => {
    const world = fakeBackend();

    expect(await grantline(['refuse', 'task_9'], world)).toMatchObject({ exitCode: 4 });
    expect(world.asked).toEqual([]);
  });
});
