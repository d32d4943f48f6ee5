import { abilityOf } from '#domain/ability.ts';
import { decide } from '#domain/decide.ts';
import type { Policy } from '#domain/policy.ts';
import { reconcile } from '#domain/reconcile.ts';
import { hasOpenFinding } from '#domain/rules/open-finding.ts';
import { RULES } from '#domain/rules/registry.ts';
import { standingOf } from '#domain/standing.ts';
import { eventsOf } from '#domain/transition.ts';
import {
  anApprovedIntegration,
  anIntegration,
  anObservation,
  aSighting,
  MARCH,
  policy,
} from './facts.ts';

const RISK = { version: 2, allows: 'export the whole CRM' };
const OWNED = anApprovedIntegration({ points: 85, tier: 1, risk: RISK });

describe('how an integration stands now', () => {
  it('is what is stored when somebody answers for it and it is used', () => {
    expect(standingOf(OWNED)).toEqual({ points: 85, tier: 1, parts: [] });
  });

  it.each([
    ['nobody owns it', { owner: undefined }, 'owner-missing', 91],
    [
      'its owner only consented',
      { owner: { email: 'mira@example.com', source: 'resource-owner' as const } },
      'owner-missing',
      91,
    ],
    [
      'its owner left',
      { owner: { email: 'mira@example.com', source: 'accepted' as const, leftAt: MARCH } },
      'owner-left',
      91,
    ],
    ['it is dormant', { said: { dormant: MARCH } }, 'dormant', 90],
  ])('is graver when %s, without a fact of the vendor’s', (_why, changes, name, points) => {
    const standing = standingOf({ ...OWNED, ...changes });

    expect(standing).toMatchObject({ points, tier: 0, parts: [{ name }] });
  });

  it('is graver with an open finding, and never above the end of the scale', () => {
    expect(standingOf(OWNED, true)).toMatchObject({
      points: 90,
      parts: [{ name: 'open-finding' }],
    });
    expect(standingOf({ ...OWNED, points: 128 }, true).points).toBe(130);
  });

  it('adds nothing to an integration that can do nothing', () => {
    const nothing = { ...OWNED, points: 0, owner: undefined, risk: { version: 2 } };

    expect(standingOf(nothing)).toEqual({ points: 0, tier: 4, parts: [] });
  });

  it('is what the rules of the policy look at', () => {
    const strict: Policy = {
      ...policy,
      rules: [
        {
          id: 'worst-first',
          on: 'integration.discovered',
          when: { tiers: [0] },
          do: [{ action: 'none' }],
        },
      ],
    };
    const seen = reconcile(undefined, anObservation(), aSighting());
    const [event] = seen.outcome === 'changed' ? eventsOf(seen.step.transition) : [];
    if (event === undefined) throw new TypeError('the first sight says something');

    expect(decide(strict, event, OWNED)).toEqual({ decision: 'nothing' });
    expect(decide(strict, event, { ...OWNED, owner: undefined })).toMatchObject({
      ruleId: 'worst-first',
    });
  });
});

describe('an open finding', () => {
  const grave = anIntegration();
  const seen = reconcile(undefined, anObservation({ scopes: ['secrets:write'] }), aSighting());
  const discovered = seen.outcome === 'changed' ? [seen.step.transition] : [];

  it('is one of severity high or worse since the last approval', () => {
    expect(hasOpenFinding(RULES, discovered)).toBe(true);
    expect(hasOpenFinding(RULES, [])).toBe(false);
  });

  it('is answered by an approval', () => {
    const approved = discovered.map((one) => ({
      ...one,
      version: 2,
      events: [
        {
          type: 'integration.approval-granted' as const,
          severity: 'info' as const,
          change: {
            approver: 'mira@example.com',
            fingerprint: grave.fingerprint,
            validUntil: '2026-06-01T00:00:00.000Z',
          },
        },
      ],
    }));

    expect(hasOpenFinding(RULES, [...approved, ...discovered])).toBe(false);
  });
});

describe('what an integration can do, in one sentence', () => {
  it('tells what makes it graver, as far as it was told', () => {
    const risk = { ...RISK, endless: true as const, administrator: true as const };
    const crm = { reach: 'R3', consentKind: 'person', ipLimited: false, risk } as const;

    expect(abilityOf(crm)).toBe(
      'export the whole CRM, without end, from anywhere, in the name of an administrator',
    );
    expect(abilityOf({ ...crm, ipLimited: undefined, risk: RISK })).toBe('export the whole CRM');
    expect(abilityOf({ ...crm, consentKind: 'service', risk: RISK })).toBe(
      'export the whole CRM, by itself, from anywhere',
    );
  });

  it('does not call nothing what was not rated', () => {
    const unrated = { reach: 'R3', consentKind: 'person' } as const;

    expect(abilityOf(unrated)).toBeUndefined();
    expect(abilityOf({ ...unrated, risk: { version: 2 } })).toContain('do nothing');
  });

  it('travels in every event of the integration, with the version of the scale', () => {
    const [event] = discoveredEvents();

    expect(event).toMatchObject({
      subject: { can: 'set secrets, by itself', riskVersion: 2, tier: 0 },
    });
  });
});

function discoveredEvents() {
  const seen = reconcile(undefined, anObservation({ scopes: ['secrets:write'] }), aSighting());
  return seen.outcome === 'changed' ? eventsOf(seen.step.transition) : [];
}
