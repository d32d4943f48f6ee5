/** Builders for the domain tests: one valid thing each, the test names only what matters to it. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Circumstance } from '#domain/advance.ts';
import type { Integration } from '#domain/integration.ts';
import type { Observation } from '#domain/observation.ts';
import { type Policy, parsePolicy } from '#domain/policy.ts';
import { reconcile } from '#domain/reconcile.ts';
import type { ScopeRating } from '#domain/risk.ts';
import type { Sighting } from '#domain/sighting.ts';

/** 2026-03-01T00:00:00Z. */
export const MARCH = Date.UTC(2026, 2, 1);
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

export const policy: Policy = parsePolicy(
  parse(
    readFileSync(new URL('../../functions/domain/default-policy.yaml', import.meta.url), 'utf8'),
  ),
);

const RATINGS: Readonly<Record<string, ScopeRating>> = {
  'metadata:read': { class: 'META', sensitivity: 'critical', reach: 'R3', allows: 'list names' },
  'contents:read': { class: 'CODE', sensitivity: 'critical', reach: 'R3', allows: 'read code' },
  'secrets:write': {
    class: 'SECRETS',
    sensitivity: 'critical',
    reach: 'R3',
    allows: 'set secrets',
  },
};

/** Three known scopes; every other one is unknown. */
export function rate(scope: string): ScopeRating {
  return (
    RATINGS[scope] ?? { class: 'UNKNOWN', sensitivity: 'business', reach: 'R3', allows: 'unknown' }
  );
}

export function anObservation(changes: Partial<Observation> = {}): Observation {
  return {
    key: {
      vendor: 'github',
      tenant: '9001',
      kind: 'github-app-installation',
      clientId: '770011',
      principalId: 'org:9001',
    },
    presence: { status: 'active' },
    clientName: 'build-helper',
    principal: { consentKind: 'organisation' },
    scopes: ['metadata:read'],
    reach: 'R3',
    handle: { installationId: '51000321' },
    ...changes,
  };
}

export function aSighting(changes: Partial<Sighting> = {}): Sighting {
  const now = changes.observedAt ?? MARCH;
  return {
    now,
    observedAt: now,
    cause: { kind: 'sweep', ref: 'sweep-1' },
    actor: { type: 'system' },
    correlationId: 'case-1',
    policy,
    rate,
    onboarding: false,
    ...changes,
  };
}

export function aCircumstance(now: number = MARCH): Circumstance {
  const { rate: _rate, onboarding: _onboarding, ...circumstance } = aSighting({ observedAt: now });
  return circumstance;
}

/** A discovered integration, with the named fields changed. */
export function anIntegration(changes: Partial<Integration> = {}): Integration {
  const first = reconcile(undefined, anObservation(), aSighting());
  if (first.outcome !== 'changed') throw new TypeError('the first sight changes');
  // Changed facts come from another observation than the first one.
  const digest = Object.keys(changes).length === 0 ? first.step.next.digest : 'another';
  return { ...first.step.next, digest, ...changes };
}

/** An approved one, for the fingerprint it has. */
export function anApprovedIntegration(changes: Partial<Integration> = {}): Integration {
  const known = anIntegration({ state: 'approved', ...changes });
  return {
    ...known,
    owner: known.owner ?? { email: 'mira@example.com', source: 'accepted' },
    approval: {
      fingerprint: known.fingerprint,
      approver: 'mira@example.com',
      at: MARCH,
      reviewAt: MARCH + 90 * DAY,
      validUntil: MARCH + 180 * DAY,
    },
  };
}
