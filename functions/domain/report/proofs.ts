/** One function a proof: how many there are, what was decided, what is out of line, and whether "none"
 *  may be said. */
import type { Control, ProofName } from '../frameworks/framework.ts';
import type { Integration } from '../integration.ts';
import { isLive } from '../integration.ts';
import { DAY_MS } from '../time.ts';
import {
  eventsOfType,
  HOUR_MS,
  isCovered,
  known,
  live,
  type Material,
  type Proof,
  seenAt,
  tally,
} from './material.ts';
import { changes, coverage, findings, integrity, revocations } from './proofs-of-events.ts';

const except = (what: string) => (one: Integration) => ({
  subject: one.id,
  what: `${one.clientName ?? one.clientId} (${one.vendor}, tier ${one.tier}): ${what}`,
});

function inventory(material: Material): Proof {
  const all = known(material);
  return {
    title: 'Inventory',
    population: all.length,
    facts: [
      ['there at the end', all.filter((one) => isLive(one.state)).length],
      ['first seen in the period', eventsOfType(material, 'integration.discovered').length],
      ['came back after an end', eventsOfType(material, 'integration.reappeared').length],
      ...tally(all.map((one) => one.kind)),
    ],
    exceptions: [],
  };
}

function ownership(material: Material): Proof {
  const all = live(material);
  const nobody = all.filter((one) => one.owner === undefined);
  const gone = all.filter((one) => one.owner?.leftAt !== undefined);
  return {
    title: 'Ownership',
    population: all.length,
    facts: [
      ['with an owner who is there', all.length - nobody.length - gone.length],
      ['accepted by the owner', all.filter((one) => one.owner?.source === 'accepted').length],
      ['without an owner', nobody.length],
    ],
    exceptions: [
      ...nobody.map(except('nobody owns it')),
      ...gone.map(except('its owner has left')),
    ],
  };
}

function leavers(material: Material): Proof {
  const left = eventsOfType(material, 'integration.owner-left');
  const ids = new Set(left.map((event) => event.subject.integrationId));
  const now = known(material).filter((one) => ids.has(one.id));
  const hours = left.flatMap((event) =>
    eventsOfType(material, 'integration.revocation-verified')
      .filter((end) => end.subject.integrationId === event.subject.integrationId)
      .map((end) => Math.round((seenAt(end) - seenAt(event)) / HOUR_MS)),
  );
  const undecided = now.filter((one) => isLive(one.state) && one.owner?.leftAt !== undefined);
  return {
    title: 'Leavers',
    population: ids.size,
    facts: [
      ['ended', now.filter((one) => !isLive(one.state)).length],
      [
        'with another owner',
        now.filter((one) => isLive(one.state) && !undecided.includes(one)).length,
      ],
      ['longest time to proven end, hours', hours.length === 0 ? '-' : Math.max(...hours)],
    ],
    exceptions: undecided.map(except('its owner has left and nothing is decided')),
  };
}

function approvals(material: Material): Proof {
  const all = live(material);
  const open = all.filter((one) => !isCovered(one, material.generatedAt));
  return {
    title: 'Approvals',
    population: all.length,
    facts: [
      ['approved exactly as they are', all.length - open.length],
      ['asked in the period', eventsOfType(material, 'integration.approval-requested').length],
      ['granted', eventsOfType(material, 'integration.approval-granted').length],
      ['refused', eventsOfType(material, 'integration.approval-refused').length],
      [
        'ended because what is there changed',
        eventsOfType(material, 'integration.approval-voided').length,
      ],
    ],
    exceptions: open.map((one) => except(`not approved as it is (${one.state})`)(one)),
  };
}

function privilege(material: Material): Proof {
  const all = live(material);
  const grave = all.filter((one) => one.tier <= 1);
  return {
    title: 'Privilege',
    population: all.length,
    facts: [
      ...tally(all.map((one) => `tier ${one.tier}`)),
      ['scopes unknown', all.filter((one) => one.scopes === undefined).length],
    ],
    exceptions: grave
      .filter((one) => !isCovered(one, material.generatedAt))
      .map((one) => except(`${one.topClass} with reach ${one.reach}, not approved`)(one)),
  };
}

function credentials(material: Material): Proof {
  const all = live(material);
  const ageOf = ({ credentialIssuedAt }: Integration): string => {
    if (credentialIssuedAt === undefined) return 'age unknown';
    const days = (material.generatedAt - credentialIssuedAt) / DAY_MS;
    if (days <= 90) return 'age up to 90 days';
    return days <= 365 ? 'age up to 365 days' : 'age over 365 days';
  };
  const ageing = new Set(
    eventsOfType(material, 'integration.token-ageing').map((one) => one.subject.integrationId),
  );
  return {
    title: 'Credentials',
    population: all.length,
    facts: [
      ...tally(all.map(ageOf)),
      ['with an end', all.filter((one) => typeof one.expiresAt === 'number').length],
      ['never end', all.filter((one) => one.expiresAt === 'never').length],
      ['end unknown', all.filter((one) => one.expiresAt === undefined).length],
    ],
    exceptions: all.filter((one) => ageing.has(one.id)).map(except('older than its tier allows')),
  };
}

function dormancy(material: Material): Proof {
  const all = live(material);
  const idle = new Set(
    eventsOfType(material, 'integration.dormant').map((one) => one.subject.integrationId),
  );
  return {
    title: 'Dormancy',
    population: all.length,
    facts: [
      ['said to be unused in the period', idle.size],
      ['last use unknown: no statement', all.filter((one) => one.lastUsedDay === undefined).length],
    ],
    exceptions: all.filter((one) => idle.has(one.id)).map(except('unused, still there')),
  };
}

function reviews(material: Material): Proof {
  const overdue = live(material).filter(
    ({ state, approval }) =>
      state === 'due' || (approval !== undefined && approval.validUntil <= material.generatedAt),
  );
  const due = eventsOfType(material, 'integration.review-due');
  return {
    title: 'Reviews and ends',
    population: due.length,
    facts: [
      ['reviews that came due', due.length],
      ['approvals or grants that ended', eventsOfType(material, 'integration.expired').length],
      ['tasks answered', eventsOfType(material, 'task.done').length],
      ['tasks handed on for want of an answer', eventsOfType(material, 'task.escalated').length],
    ],
    exceptions: overdue.map(except('review open')),
  };
}

/** How each proof is made. */
export const PROOFS: Readonly<Record<ProofName, (material: Material, control?: Control) => Proof>> =
  {
    inventory,
    ownership,
    leavers,
    approvals,
    privilege,
    credentials,
    dormancy,
    reviews,
    revocations,
    changes,
    findings,
    coverage,
    integrity,
  };
