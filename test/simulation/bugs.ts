/**
 * Mistakes that could be made in the product, planted at its ports by name, to see whether a run
 * finds them. A bug that no run finds shows a hole in the oracle, not a good product.
 */

import type { Task } from '#domain/task.ts';
import type { LifecycleEvent } from '#events/catalogue.ts';
import type { Change } from '#use-cases/ports.ts';
import type { PointRead, VendorConnector } from '#use-cases/vendor-port.ts';
import type { Bug } from './bug-names.ts';
import { CANARY } from './names.ts';
import type { Ports } from './world.ts';

type Planter = (ports: Ports) => Partial<Ports>;

/** The ports with one mistake. */
export function plant(bug: Bug | undefined, ports: Ports): Ports {
  const planted = bug === undefined ? undefined : PLANTERS[bug]?.(ports);
  return planted === undefined ? ports : { ...ports, ...planted };
}

let made = 0;

function connectorWith(
  { vendors, connector }: Ports,
  change: (real: VendorConnector) => Partial<VendorConnector>,
): Partial<Ports> {
  const changed = async () => {
    const real = await connector();
    return { ...real, ...change(real) };
  };
  return { connector: changed, vendors: { ...vendors, connector: changed } };
}

function committing(
  { ledger }: Ports,
  change: (one: Change) => Change | undefined,
): Partial<Ports> {
  return {
    ledger: {
      commit: async (changes) => {
        const left = changes.flatMap((one) => change(one) ?? []);
        if (left.length > 0) await ledger.commit(left);
      },
    },
  };
}

const ABSENT: PointRead = { found: 'absent' };

/** Those that are no port's: the queue, the stream and the table carry them (world.ts). */
const PLANTERS: Partial<Record<Bug, Planter>> = {
  'failed entries of a publication are ignored': ({ publisher }) => ({
    publisher: { publish: async (events) => (await publisher.publish(events)).slice(0, 0) },
  }),
  'events get a new id at each attempt': ({ publisher }) => ({
    publisher: {
      publish: (events) =>
        publisher.publish(
          events.map((one: LifecycleEvent) => {
            made += 1;
            return { ...one, id: `evt_${String(made).padStart(32, '0')}` };
          }),
        ),
    },
  }),
  'the credential travels in an event': ({ publisher }) => ({
    publisher: {
      publish: (events) =>
        publisher.publish(events.map((one) => ({ ...one, correlationId: CANARY }))),
    },
  }),
  'the credential is logged with an error': ({ log, ledger }) => ({
    ledger: {
      commit: async (changes) => {
        try {
          await ledger.commit(changes);
        } catch (error) {
          log.error('the write failed', { token: CANARY });
          throw error;
        }
      },
    },
  }),
  'a delivery is marked before its effect': ({ deliveries }) => ({
    deliveries: {
      ...deliveries,
      isProcessed: async (source, id) => {
        const before = await deliveries.isProcessed(source, id);
        await deliveries.markProcessed(source, id, 0);
        return before;
      },
      quarantine: deliveries.quarantine,
      markProcessed: async () => {},
    },
  }),
  'an alert does not look for its mark': ({ deliveries }) => ({
    deliveries: {
      isProcessed: async (source, id) =>
        source === 'alert' ? false : deliveries.isProcessed(source, id),
      markProcessed: (source, id, now) => deliveries.markProcessed(source, id, now),
      quarantine: (entry) => deliveries.quarantine(entry),
    },
  }),
  'only the first page of what a leaver owns': ({ inventory }) => ({
    inventory: {
      ...inventory,
      byOwner: async (email, cursor) => {
        const { items } = await inventory.byOwner(email, cursor);
        return { items: items.slice(0, 1) };
      },
    },
  }),
  'a leaver is not passed on': ({ workQueue }) => ({
    workQueue: { ...workQueue, sendLeaver: async () => {} },
  }),
  'an error page is read as an empty one': (ports) =>
    connectorWith(ports, (real) => ({
      collectors: real.collectors.map((one) => ({
        ...one,
        page: (session, cursor) => one.page(session, cursor).catch(() => ({ observations: [] })),
      })),
      readOne: async () => ABSENT,
    })),
  'a short list counts as whole': (ports) =>
    connectorWith(ports, (real) => ({
      collectors: real.collectors.map((one) => ({
        ...one,
        page: async (session, cursor) => ({ ...(await one.page(session, cursor)), expected: 0 }),
      })),
      readOne: async () => ABSENT,
    })),
  'nothing is read singly before it is called gone': (ports) =>
    connectorWith(ports, (real) => ({
      // What a list says while rows move is not what is there.
      collectors: real.collectors.map((one) => ({
        ...one,
        page: async (session, cursor) => ({
          ...(await one.page(session, cursor)),
          expected: undefined,
        }),
      })),
      readOne: async () => ABSENT,
    })),
  'no answer counts as gone': (ports) =>
    connectorWith(ports, (real) => ({
      readOne: (session, target) => real.readOne(session, target).catch(() => ABSENT),
    })),
  'gone already counts as a refusal': (ports) =>
    connectorWith(ports, (real) => ({
      revoke: async (session, target, rung) => {
        const answer = await real.revoke(session, target, rung);
        return answer.outcome === 'accepted' ? answer : { outcome: 'refused', reason: 'gone' };
      },
      readOne: async () => ({ found: 'unknown', reason: 'gone' }),
    })),
  'accepted counts as proven': (ports) =>
    connectorWith(ports, () => ({ readOne: async () => ABSENT })),
  'the residual life of tokens is not waited for': (ports) =>
    connectorWith(ports, ({ capabilities }) => ({
      capabilities: {
        ...capabilities,
        kinds: Object.fromEntries(
          Object.entries(capabilities.kinds).map(([kind, one]) => [
            kind,
            { ...one, revoke: one.revoke.map((rung) => ({ ...rung, residual: undefined })) },
          ]),
        ),
      },
    })),
  'a second answer overwrites the first': ({ tasks }) => ({
    tasks: {
      ...tasks,
      load: async (id) => {
        const task = await tasks.load(id);
        return task === undefined ? undefined : unanswered(task);
      },
    },
  }),
  'an answer is for whatever is stored now': ({ tasks, inventory }) => ({
    tasks: {
      ...tasks,
      load: async (id) => {
        const task = await tasks.load(id);
        const known = task && (await inventory.load({ ...task, id: task.integrationId }));
        return task && known ? { ...task, fingerprint: known.fingerprint } : task;
      },
    },
  }),
  'an answer between two waits is lost': ({ workflows }) => ({
    workflows: {
      ...workflows,
      answer: async (token, output) =>
        'answer' in output && output.answer === 'withdrawn'
          ? workflows.answer(token, output)
          : ('nobody-waiting' as const),
    },
  }),
  'a re-created integration keeps its approval': (ports) =>
    committing(ports, (one) => {
      if (one.entity !== 'integration' || one.next.state !== 'reappeared') return one;
      return { ...one, next: { ...one.next, state: 'approved' } };
    }),
  'a removal of what is unknown leaves nothing': (ports) =>
    committing(ports, (one) =>
      one.entity === 'integration' &&
      one.next.version === 1 &&
      one.next.state === 'removed-at-source'
        ? undefined
        : one,
    ),
  'a removal of what is gone changes nothing': (ports) =>
    committing(ports, (one) =>
      one.entity === 'integration' &&
      one.next.state === 'removed-at-source' &&
      one.transition.events.length === 0
        ? undefined
        : one,
    ),
  'the order of arrival decides': ({ inventory }) => ({
    inventory: {
      ...inventory,
      load: async (ref) => {
        const known = await inventory.load(ref);
        return known === undefined ? undefined : { ...known, factAt: 0 };
      },
    },
  }),
  'what was seen before a hand-over is forgotten': (ports) => ({
    ...connectorWith(ports, () => ({ readOne: async () => ABSENT })),
    sweeps: { ...ports.sweeps, loadSeen: async () => new Set<string>() },
  }),
  'many vanish at once and nobody is asked': (ports) => ({
    policy: { ...ports.policy, absence: { 'breaker-count': 1_000, 'breaker-share': 1 } },
    ...connectorWith(ports, (real) => ({
      collectors: real.collectors.map((one) => ({
        ...one,
        page: async () => ({ observations: [] }),
      })),
      readOne: async () => ABSENT,
    })),
  }),
  'a grown scope keeps its approval': (ports) =>
    committing(ports, (one) => {
      if (one.entity !== 'integration') return one;
      const voided = one.transition.events.some(
        (event) => event.type === 'integration.approval-voided',
      );
      return voided ? { ...one, next: { ...one.next, state: 'approved' } } : one;
    }),
  'a revocation that was asked for is not started': ({ workflows }) => ({
    workflows: { ...workflows, startRevocation: async () => 'already-running' as const },
  }),
  'a question is started without a name': ({ workflows }) => ({
    workflows: {
      ...workflows,
      startReauthorisation: (name, input) => {
        made += 1;
        return workflows.startReauthorisation(`${name}-${made}`, input);
      },
    },
  }),
};

function unanswered({ answer: _answer, ...task }: Task): Task {
  return task;
}
