import { emptyChain } from '#domain/evidence.ts';
import { FRAMEWORKS } from '#domain/frameworks/registry.ts';
import { reportPage } from '#domain/report/html.ts';
import type { Material, Place } from '#domain/report/material.ts';
import { buildReport, type Report } from '#domain/report/report.ts';
import type { EventOf } from '#events/catalogue.ts';
import { sample } from '../../support/evidence.ts';
import { anApprovedIntegration, anIntegration, DAY, MARCH } from '../facts.ts';

const SWEPT = { status: 'completed', finishedAt: MARCH + 1 } as const;

function aPlace(changes: Partial<Place> = {}): Place {
  const chain = 'github:9001';
  const place = { chain, head: { ...emptyChain(chain), position: 7 }, seal: undefined };
  return { ...place, firstAt: MARCH - DAY, events: [], sweeps: [SWEPT], ...changes };
}

function material(changes: Partial<Material> = {}): Material {
  return {
    period: { from: MARCH, to: MARCH + 30 * DAY },
    generatedAt: MARCH + 30 * DAY,
    places: [aPlace()],
    integrations: [anApprovedIntegration({ id: 'int_ok' })],
    ...changes,
  };
}

const named = (id: string) => FRAMEWORKS.find((one) => one.id === id)!;

const proofOf = (report: Report, control: string, title: string) =>
  report.controls
    .find((one) => one.id.startsWith(control))!
    .proofs.find((one) => one.title === title)!;

/** The published sample of an event, as if about another integration. */
function about<Type extends 'integration.revocation-requested' | 'integration.owner-left'>(
  type: Type,
  integrationId: string,
): EventOf<Type> {
  const event = sample(type);
  if (!('subject' in event) || event.subject === undefined) throw new TypeError('no subject');
  return { ...event, subject: { ...event.subject, integrationId } } as EventOf<Type>;
}

describe('frameworks', () => {
  it('are the five that people ask for, each control with a meaning and a proof', () => {
    expect(FRAMEWORKS.map((one) => one.id)).toEqual([
      'owasp-nhi-2025',
      'csf-2.0',
      'sp-800-207',
      'soc2',
      'iso27001',
    ]);
    for (const { controls } of FRAMEWORKS) {
      expect(new Set(controls.map((one) => one.id)).size).toBe(controls.length);
      for (const { means, proofs } of controls) {
        expect([means.length > 20, proofs.length > 0]).toEqual([true, true]);
      }
    }
    expect(named('owasp-nhi-2025').controls).toHaveLength(10);
    expect(named('sp-800-207').controls).toHaveLength(7);
  });

  it('never name what CSF 2.0 withdrew', () => {
    const ids = named('csf-2.0')
      .controls.map((one) => one.id)
      .join();
    expect(ids).toContain('PR.AA-05');
    expect(ids).not.toMatch(/PR\.AC|DE\.CM-0?7|ID\.AM-0?6|RS\.MI-03/);
  });
});

describe('a report', () => {
  it.each(FRAMEWORKS)('of $id shows every control with its proofs', (framework) => {
    const report = buildReport(framework, material());

    expect(report.controls.map((one) => one.id)).toEqual(framework.controls.map((one) => one.id));
    for (const { proofs } of report.controls) {
      for (const { population, conclusion } of proofs) {
        expect([Number.isInteger(population), conclusion.length > 0]).toEqual([true, true]);
      }
    }
  });

  it('of a period without data is refused, with when the data begins', () => {
    const silent = material({ places: [aPlace({ sweeps: [], firstAt: MARCH + 90 * DAY })] });

    expect(() => buildReport(named('soc2'), silent)).toThrow(
      'there is no evidence and no ended sweep from 2026-03-01T00:00:00.000Z',
    );
    expect(() => buildReport(named('soc2'), material({ places: [] }))).toThrow('no evidence');
  });

  it('says "none" only of tenants that were seen whole in the period', () => {
    const whole = buildReport(named('csf-2.0'), material());
    const incomplete = { status: 'incomplete', finishedAt: MARCH + 1 } as const;
    const blind = buildReport(
      named('csf-2.0'),
      material({ places: [aPlace(), aPlace({ chain: 'okta:acme', sweeps: [incomplete] })] }),
    );

    expect(proofOf(whole, 'GV.RR-02', 'Ownership').conclusion).toMatch(/^none out of line/);
    expect(proofOf(blind, 'GV.RR-02', 'Ownership').conclusion).toBe(
      'none seen; nothing can be said of okta:acme',
    );
    expect(blind.limits.join()).toContain('okta:acme: no complete sweep in the period');
    expect(proofOf(blind, 'PR.PS-04', 'Coverage').exceptions).toHaveLength(1);
  });

  it('says where the evidence begins when that is within the period', () => {
    const late = material({ places: [aPlace({ firstAt: MARCH + DAY })] });

    expect(buildReport(named('soc2'), late).limits.join()).toContain(
      'evidence begins at 2026-03-02T00:00:00.000Z',
    );
  });

  it('names what nobody owns, nobody approved as it is, and what a leaver still holds', () => {
    const left = { email: 'a@example.com', source: 'accepted', leftAt: MARCH } as const;
    const report = buildReport(
      named('csf-2.0'),
      material({
        places: [aPlace({ events: [about('integration.owner-left', 'int_left')] })],
        integrations: [
          anApprovedIntegration({ id: 'int_ok' }),
          anIntegration({ id: 'int_wild', owner: undefined, tier: 0 }),
          anApprovedIntegration({ id: 'int_left', owner: left }),
          { ...anApprovedIntegration({ id: 'int_drifted' }), fingerprint: 'moved' },
        ],
      }),
    );
    const subjects = (control: string, title: string) =>
      proofOf(report, control, title).exceptions.map((one) => one.subject);

    expect(subjects('GV.RR-02', 'Ownership')).toEqual(['int_wild', 'int_left']);
    expect(subjects('PR.AA-05', 'Approvals')).toEqual(['int_wild', 'int_drifted']);
    expect(subjects('GV.RR-04', 'Leavers')).toEqual(['int_left']);
    expect(subjects('PR.AA-05', 'Privilege')).toContain('int_wild');
  });

  it('never counts a revocation as done before its proof', () => {
    const asked = about('integration.revocation-requested', 'int_1');
    const proven = sample('integration.revocation-verified');
    const revocationsOf = (events: Place['events']) =>
      proofOf(
        buildReport(named('soc2'), material({ places: [aPlace({ events })] })),
        'CC9.2',
        'Revocations',
      );
    const { revocationId } = (proven as EventOf<'integration.revocation-verified'>).change;
    const same = { ...asked, change: { ...asked.change, revocationId } };

    expect(revocationsOf([same]).exceptions).toHaveLength(1);
    expect(
      revocationsOf([same, sample('integration.revocation-accepted')]).exceptions,
    ).toHaveLength(1);
    expect(revocationsOf([same, proven])).toMatchObject({ population: 1, exceptions: [] });
  });

  it('shows of the findings those that speak to the control', () => {
    const raised = sample('finding.raised') as EventOf<'finding.raised'>;
    const finding = { ...raised, change: { ...raised.change, owasp: ['NHI5'] } };
    const report = buildReport(
      named('owasp-nhi-2025'),
      material({ places: [aPlace({ events: [finding] })] }),
    );

    expect(proofOf(report, 'NHI5', 'Findings for NHI5').population).toBe(1);
    expect(proofOf(report, 'NHI1', 'Findings for NHI1').population).toBe(0);
  });
});

describe('the page of a report', () => {
  it('is inert whatever a vendor calls its app, and loads nothing', () => {
    const clientName = '</td><script>alert(1)</script><img src=x onerror=alert(1)>\u202e"\'';
    const page = reportPage(
      buildReport(
        named('iso27001'),
        material({ integrations: [anIntegration({ id: 'int_evil', clientName })] }),
      ),
    );

    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(page).not.toMatch(/<script|<img|<link|<iframe|\u202e|https?:|url\(/i);
    expect(page).toContain("default-src 'none'");
  });
});
