/** What must hold: at every moment (S), at rest (R), over everything said (E). */
import { isEnding, isLive } from '#domain/integration.ts';
import { integrationId } from '#domain/integration-id.ts';
import { eventsOf, type Transition } from '#domain/transition.ts';
import type { LifecycleEvent } from '#events/catalogue.ts';
import type { ActTarget } from '#use-cases/vendor-port.ts';
import type { Executions } from './executions.ts';
import type { Life } from './life.ts';
import { CANARY } from './names.ts';
import { type App, keyOf } from './vendor.ts';
import type { World } from './world.ts';

/** Two copies taken at the same moment may both alert: neither has seen the other's mark. */
const AT_ONCE_MS = 1_000;

const HOUR = 3_600_000;

export class Oracle {
  readonly published = new Map<string, number>();
  /** Times of the alerts of each event. */
  readonly alerted = new Map<string, number[]>();
  readonly #texts: string[] = [];
  readonly #events: LifecycleEvent[] = [];
  #written = false;
  readonly #world: World;
  readonly #life: Life;
  readonly #versions = new Map<string, number>();
  readonly #answers = new Map<string, string>();

  constructor(world: World, life: Life) {
    this.#world = world;
    this.#life = life;
    world.onRevokeCall = (target) => this.#revokeCall(target);
  }

  notePublished(event: LifecycleEvent): void {
    this.published.set(event.id, (this.published.get(event.id) ?? 0) + 1);
    this.#texts.push(JSON.stringify(event));
  }

  noteAlert(alert: { body: string; eventId: string }): void {
    const times = this.alerted.get(alert.eventId) ?? [];
    this.alerted.set(alert.eventId, [...times, this.#world.agenda.now]);
    this.#texts.push(alert.body);
  }

  /** I6, I10, I13: looked at when something is written. */
  noteTransition(transition: Transition): void {
    const before = this.#versions.get(transition.entityId) ?? 0;
    if (transition.version <= before) this.#say('I6', `${transition.entityId} went back`);
    this.#versions.set(transition.entityId, transition.version);
    this.#written = true;
    this.#events.push(...eventsOf(transition));
    for (const { type } of transition.events) {
      if (type === 'integration.removed-at-source') this.#removal(transition);
      if (type === 'integration.revocation-verified') this.#verified(transition);
    }
  }

  /** I8, I9: looked at after every step. */
  afterStep(): void {
    if (!this.#written) return;
    this.#written = false;
    const { store } = this.#world;
    for (const one of store.integrations.values()) {
      if (one.state !== 'approved') continue;
      const vouched = this.#life.yeses.some(
        (yes) =>
          yes.integrationId === one.id &&
          yes.fingerprint === one.approval?.fingerprint &&
          // What shrank is still covered; what grew is not.
          one.scopes?.every((scope) => yes.scopes.includes(scope)) &&
          yes.incarnation === one.incarnation,
      );
      if (!vouched) this.#say('I8', `${one.id} is approved and nobody said so`);
    }
    for (const task of store.tasksById.values()) {
      const first = this.#answers.get(task.id);
      const now = task.answer === undefined ? undefined : `${task.answer.answer} ${task.answer.by}`;
      if (first !== undefined && first !== now) this.#say('I9', `${task.id} was answered twice`);
      if (now !== undefined) this.#answers.set(task.id, now);
    }
  }

  /** Everything that must hold when nothing is under way. */
  atRest(executions: Executions): void {
    this.#truth();
    this.#outbox();
    this.#alerts();
    this.#deliveries();
    this.#leavers();
    this.#endings(executions);
    this.#secrets();
    if (this.#world.kind.calm && this.#world.retries > 0)
      this.#say('calm', 'something was tried again');
  }

  #say(invariant: string, what: string): void {
    this.#world.violate(invariant, what);
  }

  #appOf(id: string): App | undefined {
    return [...this.#world.vendor.apps.values()].find((app) => integrationId(keyOf(app.id)) === id);
  }

  /** I7: no call without a revocation that somebody asked for, for what is known now. */
  #revokeCall({ key }: ActTarget): void {
    const known = this.#world.store.integrations.get(integrationId(key));
    const authorised =
      known?.revocation !== undefined && (known.state === 'revoking' || known.state === 'revoked');
    if (!authorised)
      this.#say('I7', `${key.clientId} was revoked while ${known?.state ?? 'unknown'}`);
  }

  /** I10: gone is never concluded of what was there through the whole sweep. */
  #removal({ entityId, cause }: Transition): void {
    const app = this.#appOf(entityId);
    if (app === undefined || !app.present || cause.kind !== 'sweep') return;
    const startedAt = Number(cause.ref.split(':').at(-1));
    if (app.changedAt < startedAt) this.#say('I10', `${app.id} was there through ${cause.ref}`);
  }

  /** I13: dead means dead: what came before the request is gone at the vendor. */
  #verified({ entityId }: Transition): void {
    const app = this.#appOf(entityId);
    const asked = this.#world.store.integrations.get(entityId)?.revocation?.requestedAt ?? 0;
    if (app?.present && app.changedAt < asked) this.#say('I13', `${app.id} is verified and alive`);
    const { acceptedAt, rung } = this.#world.store.integrations.get(entityId)?.revocation ?? {};
    const tokensLive = rung === 'remove' && this.#world.agenda.now < (acceptedAt ?? 0) + HOUR;
    if (tokensLive) this.#say('I13', `${entityId} is verified while tokens live`);
  }

  /** I1, I2: what is stored is what is there. */
  #truth(): void {
    const { store, vendor } = this.#world;
    const invariant = this.#world.kind.heals ? 'I1' : 'I2';
    for (const app of vendor.apps.values()) {
      const known = store.integrations.get(integrationId(keyOf(app.id)));
      const live = known !== undefined && isLive(known.state);
      if (app.present !== live) {
        this.#say(
          invariant,
          `${app.id} is ${app.present ? 'there' : 'gone'}, stored ${known?.state}`,
        );
      } else if (live && known.scopes?.join() !== [...app.scopes].sort().join()) {
        this.#say(invariant, `${app.id} has other scopes than stored`);
      }
    }
  }

  /** I3: every transition's events were said, under its ids, and nothing else was. */
  #outbox(): void {
    const due = new Set<string>();
    for (const event of this.#events) {
      if (due.has(event.id)) this.#say('I3', `${event.type} has an id twice`);
      due.add(event.id);
    }
    for (const id of due) if (!this.published.has(id)) this.#say('I3', `${id} was never said`);
    for (const id of this.published.keys())
      if (!due.has(id)) this.#say('I3', `${id} has no transition`);
  }

  /** I4: one alert for each event that calls for one; more only where a crash hid the first. */
  #alerts(): void {
    const routed = new Set([
      ...this.#world.policy.alerts.page.severities,
      ...this.#world.policy.alerts.notify.severities,
    ]);
    for (const event of this.#events) {
      const [first, ...more] = this.alerted.get(event.id) ?? [];
      if (routed.has(event.severity) && first === undefined) {
        this.#say('I4', `no alert of ${event.type}`);
      }
      const again = more.some((at) => at - (first ?? at) > AT_ONCE_MS);
      // A crash between the sending and the mark alerts twice rather than never.
      const excused = this.#world.failed.has(`alert ${event.id}`);
      if (again && !excused) this.#say('I4', `alerts again of ${event.type}`);
    }
  }

  /** I5: everything accepted came to an end. */
  #deliveries(): void {
    const { marks, quarantined } = this.#world.store;
    for (const id of this.#life.accepted) {
      const kept = quarantined.some((one) => one.deliveryId === id);
      if (!marks.has(`github#${id}`) && !kept) this.#say('I5', `delivery ${id} has no effect`);
    }
    for (const one of quarantined) this.#say('I5', `delivery ${one.deliveryId}: ${one.reason}`);
    for (const one of this.#world.dead) this.#say('I16', `given up: ${one}`);
  }

  /** I12: everything a leaver owned was decided about. */
  #leavers(): void {
    const { store, vendor } = this.#world;
    const told = new Set(
      vendor.told.filter((one) => this.#life.accepted.includes(one.id)).map((one) => one.leaver),
    );
    for (const { person, owned } of this.#life.left) {
      if (!told.has(person)) continue;
      for (const id of owned) {
        const known = store.integrations.get(id);
        if (known === undefined || !isLive(known.state) || isEnding(known.state)) continue;
        const still = known.owner?.email === person && known.owner.leftAt === undefined;
        if (still) this.#say('I12', `${id} is still ${person}'s`);
      }
    }
  }

  /** I16: nothing waits for ever, a revocation ends proven or shouted about, no task is left over. */
  #endings(executions: Executions): void {
    const { store } = this.#world;
    for (const one of executions.running) this.#say('I16', `${one.name} still runs`);
    const cases = [...executions.all.values()].map(
      ({ machine, input }) => `${machine} ${input.taskId}`,
    );
    if (new Set(cases).size < cases.length) this.#say('I4', 'a case was begun twice');
    for (const one of store.integrations.values()) {
      if (one.suspension?.by === 'grantline' && one.approval !== undefined && isLive(one.state)) {
        this.#say('I9', `${one.id} is vouched for and still stopped`);
      }
      if (one.state === 'revoking' || one.state === 'revoked') {
        this.#say('I16', `the revocation of ${one.id} never ended`);
      }
    }
    for (const task of store.tasksById.values()) {
      if (task.answer === undefined) {
        this.#say('I16', `${task.id} is open and nobody waits for it`);
      }
    }
  }

  /** I14: the credential is nowhere but in the session. */
  #secrets(): void {
    const { log, store } = this.#world;
    const places = {
      'an event or alert': this.#texts,
      'the log': log,
      'the store': [...store.transitions, ...store.integrations.values()].map((one) =>
        JSON.stringify(one),
      ),
    };
    for (const [place, texts] of Object.entries(places)) {
      if (texts.some((text) => text.includes(CANARY)))
        this.#say('I14', `the credential is in ${place}`);
    }
  }
}
