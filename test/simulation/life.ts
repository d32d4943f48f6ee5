/** What happens in a run: the vendor changes, the clock sweeps, people answer, somebody leaves. */

import { isLive } from '#domain/integration.ts';
import { integrationId } from '#domain/integration-id.ts';
import { applyOwnerLeft } from '#use-cases/apply-owner-left.ts';
import { checkDeadlines } from '#use-cases/check-deadlines.ts';
import { collectNow } from '#use-cases/collect-now.ts';
import { ingestDelivery } from '#use-cases/ingest-delivery.ts';
import type { InboxMessage, LeaverMessage, SweepMessage } from '#use-cases/ports.ts';
import { recordDecision } from '#use-cases/record-decision.ts';
import { sweepVendor } from '#use-cases/sweep-vendor.ts';
import { MARCH } from '../domain/facts.ts';
import { APPS, PEOPLE, SCOPES, TENANT } from './names.ts';
import { type App, keyOf, type Told } from './vendor.ts';
import type { World } from './world.ts';

const HOUR = 3_600_000;
const ACTIVE_HOURS = 48;
const CHANGES = 14;
const LOOKS = 10;

/** A yes of somebody, for exactly what they were shown. */
export interface Yes {
  readonly integrationId: string;
  readonly fingerprint: string;
  readonly incarnation: number;
  /** Scopes that were shown. */
  readonly scopes: readonly string[];
}

/** Somebody left, and what was theirs at that moment. */
export interface Left {
  readonly person: string;
  readonly owned: readonly string[];
}

export class Life {
  readonly yeses: Yes[] = [];
  readonly left: Left[] = [];
  readonly accepted: string[] = [];
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
    world.vendor.tell = (told) => this.#deliver(told);
    world.queueWork = (message, delaySeconds) => this.#work(message as Work, delaySeconds);
  }

  /** Plans the whole run. */
  begin(): void {
    const { agenda, chance } = this.#world;
    for (const id of APPS.slice(0, 5)) this.#install(id);
    for (let hour = 0; hour < ACTIVE_HOURS; hour += 8) {
      agenda.after(hour * HOUR + chance.upTo(HOUR), () =>
        this.#work({ kind: 'sweep', ...TENANT }, 0),
      );
    }
    for (let hour = 3; hour < ACTIVE_HOURS; hour += 16) {
      agenda.after(hour * HOUR, () =>
        this.#world.message('deadlines', 0, (ports) =>
          checkDeadlines(ports, Number.MAX_SAFE_INTEGER),
        ),
      );
    }
    for (let change = 0; change < CHANGES; change += 1) {
      agenda.after(chance.upTo(ACTIVE_HOURS * HOUR), () => this.#change());
    }
    for (let look = 0; look < LOOKS; look += 1) {
      agenda.after(chance.upTo(2 * ACTIVE_HOURS * HOUR), () => this.#look());
    }
    agenda.after((ACTIVE_HOURS + 6) * HOUR, () => this.#settle());
  }

  #settle(): void {
    this.#world.faults.active = false;
    if (this.#world.kind.heals) {
      // Whoever left off in the middle is stale by then: a fresh sweep sees everything.
      this.#world.agenda.after(8 * HOUR, () => this.#work({ kind: 'sweep', ...TENANT }, 0));
    }
  }

  #install(id: string): void {
    const { chance, vendor } = this.#world;
    const scopes = SCOPES.filter(() => chance.perMille(500));
    vendor.install(id, { scopes, person: chance.pick(PEOPLE) });
  }

  #change(): void {
    const { chance, vendor } = this.#world;
    const app = vendor.apps.get(chance.pick(APPS));
    const what = chance.upTo(9);
    if (app === undefined || !app.present) this.#install(app?.id ?? chance.pick(APPS));
    else if (what < 4)
      vendor.rescope(
        app,
        SCOPES.filter(() => chance.perMille(500)),
      );
    else if (what < 8) vendor.remove(app);
    else this.#leave(app);
  }

  #leave(app: App): void {
    const { store, vendor } = this.#world;
    const owned = [...store.integrations.values()]
      .filter((one) => isLive(one.state) && one.owner?.email === app.person)
      .filter((one) => one.owner?.leftAt === undefined)
      .map((one) => one.id);
    this.left.push({ person: app.person, owned });
    vendor.leave(app.person);
  }

  #deliver(told: Told): void {
    const { agenda, chance, faults } = this.#world;
    if (faults.happens('delivery-lost')) return;
    this.accepted.push(told.id);
    const copies = faults.happens('delivery-twice') ? 3 : 1;
    for (let copy = 0; copy < copies; copy += 1) {
      const delay = faults.happens('delivery-late') ? chance.upTo(10 * HOUR) : chance.upTo(5_000);
      agenda.after(delay, () => {
        const message = messageOf(told, agenda.now);
        this.#world.message(`delivery ${told.id}`, 0, (ports) => ingestDelivery(ports, message));
      });
    }
  }

  #work(message: Work, delaySeconds: number): void {
    this.#world.message(message.kind, delaySeconds * 1000, async (ports) => {
      switch (message.kind) {
        case 'sweep':
          // A Lambda that ends in the middle: three pages, then the next invocation.
          return sweepVendor(ports, TENANT, { pagesMax: 2, until: Number.MAX_SAFE_INTEGER });
        case 'collect':
          return collectNow(ports, message, { pagesMax: 50, until: Number.MAX_SAFE_INTEGER });
        case 'owner-left':
          return applyOwnerLeft(ports, message);
        default:
          return undefined;
      }
    });
  }

  /** Somebody looks at the open tasks and answers one, as it is shown. */
  #look(): void {
    const { agenda, chance, faults, store } = this.#world;
    const open = [...store.tasksById.values()].filter((task) => task.answer === undefined);
    if (open.length === 0) return;
    const task = chance.pick(open);
    const by = this.left.some((one) => one.person === task.assignee)
      ? 'boss@example.com'
      : task.assignee;
    const manual = task.kind === 'manual-revoke';
    const answer = manual ? 'done' : chance.perMille(700) ? 'approve' : 'refuse';
    const given = { taskId: task.id, answer, fingerprint: task.fingerprint, by } as const;
    if (manual) this.#byHand(task.integrationId);
    if (answer === 'approve') {
      const { integrationId: id, fingerprint, incarnation } = task;
      const shown = store.transitions.findLast(
        (one) => one.entityId === id && one.about.subject?.fingerprint === fingerprint,
      );
      const scopes = shown?.about.subject?.scopes ?? [];
      this.yeses.push({ integrationId: id, fingerprint, incarnation, scopes });
    }
    const delay = faults.happens('answer-late') ? chance.upTo(10 * 24 * HOUR) : 0;
    const times = faults.happens('answer-twice') ? 2 : 1;
    for (let time = 0; time < times; time += 1) {
      const who = time === 0 ? given : { ...given, by: 'second@example.com' };
      agenda.after(delay, () => {
        const asShown = this.#world.bug !== 'an answer is for whatever is stored now';
        const now = store.integrations.get(task.integrationId)?.fingerprint ?? who.fingerprint;
        const said = asShown ? who : { ...who, fingerprint: now };
        void this.#world.invoke(`answer ${task.id}`, (ports) => recordDecision(ports, said));
      });
    }
  }

  /** Most people do what they say. */
  #byHand(id: string): void {
    const { chance, vendor } = this.#world;
    if (chance.perMille(300)) return;
    const app = vendor.listed.find((one) => integrationId(keyOf(one.id)) === id);
    if (app !== undefined) vendor.remove(app);
  }

  /** When the run began. */
  static readonly start = MARCH;
}

type Work = SweepMessage | LeaverMessage;

function messageOf(told: Told, now: number): InboxMessage {
  return {
    kind: 'delivery',
    ...TENANT,
    deliveryId: told.id,
    receivedAt: now,
    body: JSON.stringify(told),
  };
}
