/** The risk of one integration as people read it: the sentence, its parts with their facts, what could be less. */
import { abilityOf } from '#domain/ability.ts';
import { factsOf, scoreOf } from '#domain/facts.ts';
import type { Integration } from '#domain/integration.ts';
import type { RiskPart } from '#domain/modifiers.ts';
import { proposalFor, proposalWords } from '#domain/proposal.ts';
import { RISK_VERSION } from '#domain/risk.ts';
import { unmappedWords } from '#domain/risk-facts.ts';
import { hasOpenFinding } from '#domain/rules/open-finding.ts';
import { RULES } from '#domain/rules/registry.ts';
import { partWords } from '#domain/score.ts';
import { standingOf } from '#domain/standing.ts';
import type { Transition } from '#domain/transition.ts';
import type { VendorConnector } from '#use-cases/vendor-port.ts';
import { printable } from './output.ts';

export interface RiskReport {
  readonly sentence?: string;
  /** As it stands now, use and ownership counted. */
  readonly tier: number;
  readonly points: number;
  /** What is stored and what deadlines go by. */
  readonly stored: { readonly tier: number; readonly points: number; readonly version?: number };
  readonly parts: readonly RiskPart[];
  readonly unmapped: number;
  /** What would do less harm. */
  readonly proposal?: string;
  /** Why the parts do not add up to the points. */
  readonly caution?: string;
}

/** Works out the report.
 *  @param history transitions, newest first */
export function riskOf(
  integration: Integration,
  connector: VendorConnector,
  history: readonly Transition[],
): RiskReport {
  const rate = (scope: string) => connector.rateScope(scope, integration.kind);
  const facts = factsOf(integration);
  const standing = standingOf(integration, hasOpenFinding(RULES, history));
  const ability = abilityOf(integration);
  const { points, tier, risk } = integration;
  const proposal = proposalFor(facts, rate);
  return {
    sentence: ability && `it can ${ability} (tier ${standing.tier})`,
    tier: standing.tier,
    points: standing.points,
    stored: { tier, points, version: risk?.version },
    parts: [...scoreOf(facts, rate).parts, ...standing.parts],
    unmapped: risk?.unmapped ?? 0,
    proposal: proposal && proposalWords(proposal),
    caution:
      risk?.version === RISK_VERSION
        ? undefined
        : 'Rated by another version of the scale; the next sweep rates it again.',
  };
}

/** The report for people. */
export function riskLines(report: RiskReport, integration: Integration): string[] {
  const lines = [
    report.sentence,
    ...report.parts.map(partWords),
    unmappedWords(integration),
    report.proposal,
    report.caution,
  ];
  return [
    `RISK tier ${report.tier} (${report.points} points, ${integration.topClass})`,
    ...lines.flatMap((line) => (line === undefined ? [] : [`  ${printable(line)}`])),
  ];
}
