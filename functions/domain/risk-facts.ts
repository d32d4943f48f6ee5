/** What a person is told of the risk before they decide: the sentence, its reach, what could be less. */
import { abilityOf } from './ability.ts';
import { factsOf, type RateScope } from './facts.ts';
import type { Integration } from './integration.ts';
import { proposalFor, proposalWords } from './proposal.ts';
import { partWords } from './score.ts';
import { standingOf } from './standing.ts';

/** Longest fact of a task. */
const FACT_MAX = 1000;

/** The risk of an integration in plain words, the gist first. */
export function riskFacts(known: Integration, rate: RateScope): string[] {
  const { tier, parts } = standingOf(known);
  const ability = abilityOf(known);
  const proposal = proposalFor(factsOf(known), rate);
  const facts = [
    ability === undefined ? undefined : `In short: it can ${ability} (tier ${tier}).`,
    `Reach ${known.reach}, tier ${tier} (0 is the highest).`,
    parts.length === 0 ? undefined : `Graver now: ${parts.map(partWords).join('; ')}.`,
    unmappedWords(known),
    proposal === undefined ? undefined : `Could it do with less? ${proposalWords(proposal)}`,
  ];
  return facts.flatMap((fact) => (fact === undefined ? [] : [fact.slice(0, FACT_MAX)]));
}

/** What is said of scopes that nobody has mapped; undefined when there are none. */
export function unmappedWords({ risk }: Integration): string | undefined {
  const count = risk?.unmapped;
  if (count === undefined) return undefined;
  const what = count === 1 ? '1 scope is' : `${count} scopes are`;
  return `${what} not mapped yet and counted as tier 1.`;
}
