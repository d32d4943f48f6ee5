/** Proofs of what happened in a period: ends, changes, findings, blind spots, and the evidence itself. */
import type { Control } from '../frameworks/framework.ts';
import {
  eventsOfType,
  HOUR_MS,
  isCovered,
  live,
  type Material,
  type Proof,
  seenAt,
  tally,
  unseenPlaces,
} from './material.ts';

/** How many ends were asked for, and how many of them are proven. */
export function revocations(material: Material): Proof {
  const asked = eventsOfType(material, 'integration.revocation-requested');
  const verified = eventsOfType(material, 'integration.revocation-verified');
  const failed = eventsOfType(material, 'integration.revocation-failed');
  const ends = new Map(verified.map((one) => [one.change.revocationId, seenAt(one)]));
  const hours = asked.flatMap((one) => {
    const end = ends.get(one.change.revocationId);
    return end === undefined ? [] : [Math.round((end - seenAt(one)) / HOUR_MS)];
  });
  const open = asked.filter((one) => !ends.has(one.change.revocationId));
  return {
    title: 'Revocations',
    population: asked.length,
    facts: [
      ['accepted by the vendor', eventsOfType(material, 'integration.revocation-accepted').length],
      ['proven', verified.length],
      ['failed', failed.length],
      ['gone at the source', eventsOfType(material, 'integration.removed-at-source').length],
      ['longest time to proof, hours', hours.length === 0 ? '-' : Math.max(...hours)],
    ],
    exceptions: open.map(({ subject, change }) => ({
      subject: subject.integrationId,
      what: `${subject.clientName ?? subject.clientId}: revocation ${change.revocationId} (${change.reason}) not proven in the period`,
    })),
  };
}

/** What integrations can do more or less than before. */
export function changes(material: Material): Proof {
  const scopes = eventsOfType(material, 'integration.scopes-changed');
  const grown = scopes.filter((one) => one.change.direction === 'expanded');
  const open = new Set(
    live(material)
      .filter((one) => !isCovered(one, material.generatedAt))
      .map((one) => one.id),
  );
  return {
    title: 'Changes',
    population: scopes.length,
    facts: [
      ['can do more', grown.length],
      ['can do less', scopes.length - grown.length],
      ['suspended', eventsOfType(material, 'integration.suspended').length],
      ['resumed', eventsOfType(material, 'integration.resumed').length],
    ],
    exceptions: grown
      .filter((one) => open.has(one.subject.integrationId))
      .map((one) => ({ subject: one.subject.integrationId, what: one.change.sentence })),
  };
}

/** What the rule library found; of a control that has an id there, only what speaks to it. */
export function findings(material: Material, control?: Control): Proof {
  const id = control?.finding;
  const raised = eventsOfType(material, 'finding.raised').filter(
    ({ change }) => id === undefined || change.owasp.includes(id),
  );
  return {
    title: id === undefined ? 'Findings' : `Findings for ${id}`,
    population: raised.length,
    facts: tally(raised.map(({ change }) => `${change.rule} ${change.title}`)),
    exceptions: raised.map(({ change, subject, tenant }) => ({
      subject: subject?.integrationId ?? `${tenant.vendor}:${tenant.tenant}`,
      what: `${change.rule} (${change.ruleSeverity}): ${change.sentence}`,
    })),
  };
}

/** What was looked at, and what was not. */
export function coverage(material: Material): Proof {
  const gaps = eventsOfType(material, 'coverage.gap');
  const restored = eventsOfType(material, 'coverage.restored');
  const sweeps = material.places.flatMap((place) => place.sweeps);
  const isOpen = (gap: (typeof gaps)[number]) =>
    !restored.some(
      ({ tenant, change, observedAt }) =>
        tenant.vendor === gap.tenant.vendor &&
        tenant.tenant === gap.tenant.tenant &&
        change.collector === gap.change.collector &&
        observedAt >= gap.observedAt,
    );
  return {
    title: 'Coverage',
    population: material.places.length,
    facts: [
      ['complete sweeps', sweeps.filter((one) => one.status === 'completed').length],
      ['incomplete sweeps', sweeps.filter((one) => one.status === 'incomplete').length],
      ['blind spots that opened', gaps.length],
      ['blind spots that closed', restored.length],
    ],
    exceptions: [
      ...unseenPlaces(material).map((chain) => ({
        subject: chain,
        what: 'no complete sweep in the period: what is not listed may be there all the same',
      })),
      ...gaps.filter(isOpen).map(({ tenant, change }) => ({
        subject: `${tenant.vendor}:${tenant.tenant}`,
        what: `${change.collector}: ${change.reason}`,
      })),
    ],
  };
}

/** How far each chain of evidence goes, and what is sealed. */
export function integrity({ places }: Material): Proof {
  return {
    title: 'Integrity of the evidence',
    population: places.reduce((sum, place) => sum + place.head.position, 0),
    facts: places.map(({ chain, head, seal }) => [
      chain,
      `${head.position} records, hash ${head.hash}, sealed up to ${seal?.position ?? 'none'}`,
    ]),
    exceptions: places
      .filter(({ head, seal }) => head.position > 0 && seal === undefined)
      .map(({ chain }) => ({ subject: chain, what: 'not sealed yet' })),
  };
}
