import { ContractError, PublishError } from '#domain/errors.ts';
import type { Task } from '#domain/task.ts';
import { answerByLink, lookByLink } from '#use-cases/answer-link.ts';
import { tellAssignee, tellOfTheDay } from '#use-cases/tell-assignee.ts';
import type { AddressedLetter, LinkClaim } from '#use-cases/telling-ports.ts';
import { anIntegration, DAY, MARCH } from '../domain/facts.ts';
import { memoryWorld } from '../support/memory-world.ts';

const known = anIntegration({ tier: 2 });

function aTask(changes: Partial<Task> = {}): Task {
  return {
    id: 'task_1',
    version: 1,
    kind: 'decide',
    integrationId: known.id,
    vendor: known.vendor,
    tenant: known.tenant,
    incarnation: known.incarnation,
    fingerprint: known.fingerprint,
    reason: 'scopes-expanded',
    title: 'An integration can now do more: <b>helper\u202e',
    facts: ['It can read code.'],
    steps: [],
    assignee: 'mira@example.com',
    chain: [],
    openedAt: MARCH,
    dueAt: MARCH + DAY,
    stage: 'ask',
    ...changes,
  };
}

function telling(tasks: readonly Task[]) {
  const world = memoryWorld();
  world.store.hold(known);
  for (const task of tasks) world.store.holdTask(task);
  const letters: AddressedLetter[] = [];
  const alerts: { subject: string; body: string }[] = [];
  const claims = new Map<string, LinkClaim>();
  const ways = {
    mail: async (letter: AddressedLetter) => {
      letters.push(letter);
      return { reference: 'm-1' };
    },
  };
  let names: readonly (keyof typeof ways)[] = ['mail'];
  const ports = {
    ...world.ports,
    courier: {
      ways: async () =>
        names.map((name) => ({ name, send: (one: AddressedLetter) => ways[name](one) })),
    },
    links: {
      sign: async (claim: LinkClaim) => {
        claims.set(`${claim.taskId}/${claim.person}`, claim);
        return `https://answer.test/${claim.taskId}/${claim.person}`;
      },
      read: async (token: string) => {
        const claim = claims.get(token);
        if (claim === undefined) throw new ContractError('no such link');
        return claim;
      },
    },
    alerts: {
      send: async (_route: string, alert: { subject: string; body: string }) => {
        alerts.push(alert);
      },
    },
  };
  const tell = (task: Task) => tellAssignee(ports, { taskId: task.id, assignee: task.assignee });
  return { world, ports, ways, letters, alerts, tell, unreachable: () => (names = []) };
}

describe('a question that cannot wait', () => {
  it('reaches its assignee with facts, end and a link of their own, once', async () => {
    const task = aTask();
    const { tell, letters } = telling([task]);

    expect([await tell(task), await tell(task)]).toEqual(['told', 'duplicate']);

    expect(letters).toHaveLength(1);
    expect(letters[0]).toMatchObject({ to: 'mira@example.com' });
    expect(letters[0]?.body).toContain('It can read code.');
    expect(letters[0]?.body).toContain('https://answer.test/task_1/mira@example.com');
    expect(letters[0]?.subject).not.toMatch(/\u202e/);
  });

  it('is told anew to whoever has it next, and no more to the one before', async () => {
    const task = aTask();
    const next = { ...task, assignee: 'boss@example.com', stage: 'escalate' };
    const { world, tell, letters } = telling([task]);
    await tell(task);
    world.store.tasksById.set(task.id, next);

    expect([await tell(task), await tell(next)]).toEqual(['moot', 'told']);
    expect(letters.map((one) => one.to)).toEqual(['mira@example.com', 'boss@example.com']);
  });

  it('that is answered is told to nobody', async () => {
    const task = aTask({ answer: { answer: 'approve', by: 'x', at: MARCH } });
    const { tell, letters } = telling([task]);

    expect(await tell(task)).toBe('moot');
    expect(letters).toEqual([]);
  });

  it('that no way takes is on-call’s, once; one that may go later is tried again', async () => {
    const task = aTask();
    const { tell, ways, alerts } = telling([task]);
    ways.mail = async () => {
      throw new PublishError('throttled');
    };
    await expect(tell(task)).rejects.toThrow('throttled');
    expect(alerts).toEqual([]);
    ways.mail = async () => {
      throw new ContractError('no such mailbox');
    };

    expect([await tell(task), await tell(task)]).toEqual(['undelivered', 'duplicate']);
    expect(alerts).toHaveLength(1);
    expect(alerts[0]?.body).toContain('mira@example.com reached nobody');
  });

  it('with no way to people at all is on-call’s too', async () => {
    const task = aTask();
    const { tell, alerts, unreachable } = telling([task]);
    unreachable();

    expect(await tell(task)).toBe('undelivered');
    expect(alerts[0]?.body).toContain('no way to people is set up');
  });
});

describe('questions that can wait', () => {
  const old = (id: string, changes: Partial<Task> = {}) =>
    aTask({ id, reason: 'token-ageing', ...changes });

  it('come in one letter a person and day', async () => {
    const tasks = [
      old('task_a'),
      old('task_b', { assignee: 'Mira@example.com', reason: 'dormant' }),
      old('task_c', { assignee: 'bo@example.com' }),
      aTask({ id: 'task_d' }),
    ];
    const { ports, tell, letters } = telling(tasks);
    expect(await tell(tasks[0] ?? aTask())).toBe('waits');

    expect([await tellOfTheDay(ports), await tellOfTheDay(ports)]).toEqual([2, 0]);

    expect(letters.map((one) => one.to).sort()).toEqual(['bo@example.com', 'mira@example.com']);
    const mira = letters.find((one) => one.to === 'mira@example.com');
    expect(mira?.subject).toBe('2 integrations wait for your answer');
    expect(mira?.body).toContain('task_a');
    expect(mira?.body).toContain('task_b');
  });

  it('wait no longer at the last call', async () => {
    const task = old('task_a', { stage: 'last-call' });
    const { tell } = telling([task]);

    expect(await tell(task)).toBe('told');
  });

  it('reach everybody else when one letter fails, and that one is tried again', async () => {
    const { ports, ways, letters } = telling([
      old('task_a'),
      old('task_b', { assignee: 'bo@example.com' }),
    ]);
    const { mail } = ways;
    ways.mail = async (letter) => {
      if (letter.to === 'mira@example.com') throw new PublishError('throttled');
      return mail(letter);
    };
    await expect(tellOfTheDay(ports)).rejects.toThrow('throttled');
    ways.mail = mail;

    expect(await tellOfTheDay(ports)).toBe(1);
    expect(letters.map((one) => one.to)).toEqual(['bo@example.com', 'mira@example.com']);
  });
});

describe('an answer by link', () => {
  const TOKEN = 'task_1/mira@example.com';

  async function sent() {
    const task = aTask({ token: 'token-1' });
    const told = telling([task]);
    await told.tell(task);
    return told;
  }

  it('is the named person’s; looking before decides nothing', async () => {
    const { world, ports } = await sent();
    const { writes } = world.store;
    await lookByLink(ports, TOKEN);
    await lookByLink(ports, TOKEN);
    expect(world.store.writes).toBe(writes);

    await answerByLink(ports, TOKEN, { answer: 'approve' });

    expect(world.store.integrations.get(known.id)).toMatchObject({
      state: 'approved',
      owner: { email: 'mira@example.com', source: 'accepted' },
    });
    expect(world.answers).toEqual([{ token: 'token-1', output: { answer: 'approve' } }]);
  });

  it('counts once: used again it names the first answer and changes nothing', async () => {
    const { world, ports } = await sent();
    await answerByLink(ports, TOKEN, { answer: 'approve' });
    const { writes } = world.store;

    await expect(answerByLink(ports, TOKEN, { answer: 'refuse' })).rejects.toThrow(
      'already answered "approve"',
    );
    await expect(lookByLink(ports, TOKEN)).rejects.toThrow('already answered "approve"');
    expect(world.store.writes).toBe(writes);
  });

  it('counts for nothing when what it showed has changed', async () => {
    const { world, ports } = await sent();
    world.store.hold({ ...known, fingerprint: 'grown' });

    await expect(answerByLink(ports, TOKEN, { answer: 'approve' })).rejects.toThrow(
      'changed since this was shown',
    );
  });
});
