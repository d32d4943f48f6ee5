/** What every store promises besides integrations: tasks, sweeps, coverage, people, deliveries. */
import { openTask } from '#domain/ask.ts';
import { StaleWriteError } from '#domain/errors.ts';
import type { DirectoryPerson } from '#domain/observation.ts';
import { startSweep } from '#domain/sweep.ts';
import type { Task } from '#domain/task.ts';
import type { CoverageState } from '#use-cases/ports.ts';
import { aCircumstance, anIntegration, DAY, MARCH } from '../../domain/facts.ts';
import { type Store, TENANT, transition } from './store-contract.ts';

function question() {
  const asked: Omit<Task, 'version'> = {
    id: 'task_1',
    kind: 'decide',
    integrationId: 'int_1',
    ...TENANT,
    incarnation: 1,
    fingerprint: 'f',
    reason: 'review-due',
    title: 't',
    facts: [],
    steps: [],
    assignee: 'ann@example.com',
    chain: [],
    openedAt: MARCH,
    dueAt: MARCH + DAY,
    stage: 'ask',
  };
  const step = openTask(asked, { ...aCircumstance(), integration: anIntegration() });
  return { entity: 'task' as const, ...step };
}

function answered(task: Task) {
  const answer = { answer: 'approve', by: 'ann', at: MARCH } as const;
  const version = task.version + 1;
  return {
    entity: 'task' as const,
    next: { ...task, version, answer },
    transition: { ...question().transition, version },
  };
}

/** Claims it of one kind of store.
 *  @param open a new, empty store */
export function claimRecords(name: string, open: () => Promise<Store>): void {
  let store: Store;
  beforeEach(async () => {
    store = await open();
  });

  describe(`tasks ${name}`, () => {
    it('are listed while open; a token is kept only on an open one', async () => {
      await store.ledger.commit([question()]);
      await store.tasks.attachToken('task_1', 'secret-token');
      const open = (await store.tasks.open()).items;
      const [task] = open;
      if (task === undefined) throw new TypeError('the task is open');
      await store.ledger.commit([answered(task)]);

      expect(open.map((one) => one.token)).toEqual(['secret-token']);
      expect((await store.tasks.open()).items).toEqual([]);
      await expect(store.tasks.attachToken('task_1', 'late')).rejects.toThrow(StaleWriteError);
      await expect(store.tasks.attachToken('task_2', 'none')).rejects.toThrow(StaleWriteError);
    });

    it('never lose a token to an answer that was made without seeing it', async () => {
      await store.ledger.commit([question()]);
      const before = await store.tasks.load('task_1');
      if (before === undefined) throw new TypeError('the task is open');
      await store.tasks.attachToken('task_1', 'attached-meanwhile');

      await expect(store.ledger.commit([answered(before)])).rejects.toThrow(StaleWriteError);

      expect((await store.tasks.load('task_1'))?.token).toBe('attached-meanwhile');
    });
  });

  describe(`sweeps and coverage ${name}`, () => {
    it('remember the newest sweep of a tenant and what it saw', async () => {
      const sweep = startSweep(TENANT, [{ name: 'a' }], { now: MARCH, previous: undefined });
      const later = startSweep(TENANT, [{ name: 'a' }], { now: MARCH + DAY, previous: undefined });
      await store.ledger.commit([{ entity: 'sweep', next: sweep }]);
      await store.ledger.commit([{ entity: 'sweep', next: later }]);
      const chunks = [
        await store.sweeps.saveSeen(sweep.id, ['x', 'y']),
        await store.sweeps.saveSeen(sweep.id, ['z']),
      ];

      expect((await store.sweeps.latest(TENANT))?.id).toBe(later.id);
      expect(await store.sweeps.latest({ ...TENANT, vendor: 'okta' })).toBeUndefined();
      expect(await store.sweeps.loadSeen(sweep.id, chunks)).toEqual(new Set(['x', 'y', 'z']));
    });

    it('take a checkpoint once', async () => {
      const sweep = startSweep(TENANT, [{ name: 'a' }], { now: MARCH, previous: undefined });
      await store.ledger.commit([{ entity: 'sweep', next: sweep }]);

      await expect(store.ledger.commit([{ entity: 'sweep', next: sweep }])).rejects.toThrow(
        StaleWriteError,
      );
    });

    it('know of a tenant what its own collectors can see', async () => {
      const next: CoverageState = {
        ...TENANT,
        collector: 'installations',
        capability: 'discover',
        version: 1,
        covered: false,
        since: MARCH,
        reason: 'the permission is missing',
      };
      const said = { ...transition, entityId: 'coverage:github:9001:installations' };
      await store.ledger.commit([{ entity: 'coverage', next, transition: said }]);

      expect(await store.coverage.load(TENANT)).toEqual([next]);
      expect(await store.coverage.load({ ...TENANT, vendor: 'okta' })).toEqual([]);
    });
  });

  describe(`people ${name}`, () => {
    const mira: DirectoryPerson = {
      vendor: 'okta',
      tenant: 'o',
      personId: '1',
      email: 'mira@example.com',
      active: true,
      status: 'ACTIVE',
      managerEmail: 'boss@example.com',
      occurredAt: MARCH,
    };
    const left = { ...mira, active: false, status: 'DEPROVISIONED', occurredAt: MARCH + DAY };

    const crm: DirectoryPerson = { ...mira, vendor: 'salesforce', tenant: 's', active: false };

    it('keep every address of an account, and answer for an old one with what is known today', async () => {
      const account = { vendor: 'okta', tenant: 'o', personId: 'moved' } as const;
      const before = { ...account, email: 'old@example.com', active: true, status: 'ACTIVE' };
      const after = { ...before, email: 'new@example.com' };
      await store.people.put('old@example.com', before);
      await store.people.put('old@example.com', after);
      await store.people.put('New@example.com', after);

      expect([...(await store.people.addresses(account))].sort()).toEqual([
        'new@example.com',
        'old@example.com',
      ]);
      expect(await store.people.accounts('old@example.com')).toEqual([after]);
    });

    it('keeps a row for each account of an address, in whatever case it is written', async () => {
      await store.people.put('mira@example.com', mira);
      await store.people.put('mira@example.com', crm);
      await store.people.put('Mira@example.com', left);
      await store.people.put('ann@example.com', { ...mira, personId: '2' });

      expect(await store.people.accounts('MIRA@example.com')).toEqual([left, crm]);
    });

    it('knows no account of somebody nobody told of', async () => {
      expect(await store.people.accounts('nobody@example.com')).toEqual([]);
    });
  });

  describe(`deliveries ${name}`, () => {
    it('are marked for one vendor, after their effect', async () => {
      const before = await store.deliveries.isProcessed('github', 'd');
      await store.deliveries.markProcessed('github', 'd', MARCH);

      expect(before).toBe(false);
      expect(await store.deliveries.isProcessed('github', 'd')).toBe(true);
      expect(await store.deliveries.isProcessed('okta', 'd')).toBe(false);
    });
  });
}
