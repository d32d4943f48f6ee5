/** Plain words for what people decide on: what an integration can do, when it was used, who asked. */
import { type Integration, keyOf } from '#domain/integration.ts';
import { scopePoints } from '#domain/risk.ts';
import { fromDay, toTimestamp } from '#domain/time.ts';
import type { Transition } from '#domain/transition.ts';
import type { VendorConnector } from '#use-cases/vendor-port.ts';

/** Name for people; the client id where the vendor tells no name. */
export function nameOf(integration: Integration): string {
  return integration.clientName ?? integration.clientId;
}

/** Owner with where that comes from. */
export function ownerWords(integration: Integration): string {
  const { owner } = integration;
  if (owner === undefined) return 'nobody';
  const left = owner.leftAt === undefined ? '' : `, left ${toTimestamp(owner.leftAt)}`;
  return `${owner.email} (${owner.source}${left})`;
}

/** Day of the last use. Unknown is not never. */
export function lastUseWords(integration: Integration): string {
  const { lastUsedDay } = integration;
  if (lastUsedDay === undefined) return 'unknown: the vendor does not tell';
  if (lastUsedDay === 'never') return 'never, says the vendor';
  return toTimestamp(fromDay(lastUsedDay)).slice(0, 10);
}

/** What it can do, the gravest first: one line a scope. */
export function abilityWords(integration: Integration, connector: VendorConnector): string[] {
  if (integration.scopes === undefined) return ['unknown: the vendor does not tell its scopes'];
  if (integration.scopes.length === 0) return ['nothing: the vendor says it has no scopes'];
  return integration.scopes
    .map((scope) => ({ scope, rating: connector.rateScope(scope, integration.kind) }))
    .sort((a, b) => scopePoints(b.rating) - scopePoints(a.rating))
    .map(({ scope, rating }) => `${rating.allows} (${scope}, ${rating.class})`);
}

/** Whom it acts for. */
export function principalWords(integration: Integration): string {
  const { principalId } = keyOf(integration);
  const { principalName, consentKind } = integration;
  const name = principalName === undefined ? principalId : `${principalName} (${principalId})`;
  return `${name}, consent by ${consentKind}`;
}

/** Who and what caused a transition. */
export function causeWords({ cause, actor }: Transition): string {
  const policy = cause.policy === undefined ? '' : `, ${cause.policy}`;
  const who = actor.id === undefined ? actor.type : `${actor.type} ${actor.id}`;
  return `${cause.kind} ${cause.ref}${policy}; by ${who}`;
}

/** Changed facts of a transition: `state discovered -> approved`. */
export function changeWords(transition: Transition): string[] {
  return Object.entries(transition.changed).map(
    ([name, [before, after]]) => `${name} ${valueWords(before)} -> ${valueWords(after)}`,
  );
}

function valueWords(value: unknown): string {
  if (value === undefined || value === null) return '-';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
