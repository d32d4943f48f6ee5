/**
 * Which integrations an incident means. A client id is exact; a domain means itself and what is below
 * it; a name is matched by whole words, so that "drift" means "Drift Email" and not "Driftwood".
 */
import { ContractError } from './errors.ts';
import type { IncidentTarget, Indicators } from './incident.ts';
import { type Integration, isGone } from './integration.ts';

/** Whether the indicators name anybody at all.
 *  @throws ContractError when they name nobody */
export function assertNamesSomebody(indicators: Indicators): void {
  const names = namesOf(indicators);
  const { clientIds, domains, platforms } = indicators;
  const named = names.length + clientIds.length + domains.length + platforms.length > 0;
  if (names.length === 0 || !named) {
    throw new ContractError('the incident names nobody', {
      remedy: 'Name the vendor with letters or digits: grantline incident open <vendor>.',
    });
  }
}

/** Why an integration is meant; undefined when it is not.
 *  @param integration as known now; what is gone counts too, unless it was gone before `since` */
export function matchedBy(
  indicators: Indicators,
  integration: Integration,
): IncidentTarget['matched'] | undefined {
  const { clientIds, domains, platforms, since } = indicators;
  const goneBefore =
    isGone(integration.state) && since !== undefined && integration.stateSince < since;
  if (goneBefore) return undefined;
  if (clientIds.includes(integration.clientId)) return 'client-id';
  const hosts = [integration.publisher, ...(integration.redirectHosts ?? [])];
  if (hosts.some((host) => host !== undefined && isBelow(host, domains))) return 'domain';
  const told = [integration.clientName, integration.publisher].map((text) => wordsOf(text ?? ''));
  if (namesOf(indicators).some((name) => told.some((words) => containsRun(words, name)))) {
    return 'name';
  }
  return platforms.includes(integration.vendor) ? 'platform' : undefined;
}

function namesOf({ vendor, aliases }: Indicators): string[][] {
  return [vendor, ...aliases].map(wordsOf).filter((words) => words.length > 0);
}

/** Lower-case words of letters and digits, in one form of Unicode. */
function wordsOf(text: string): string[] {
  return (
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  );
}

function containsRun(words: readonly string[], run: readonly string[]): boolean {
  return words.some((_word, start) => run.every((one, index) => words[start + index] === one));
}

function isBelow(host: string, domains: readonly string[]): boolean {
  const name = host.toLowerCase().replace(/\.$/, '');
  return domains.some((domain) => {
    const top = domain.toLowerCase();
    return name === top || name.endsWith(`.${top}`);
  });
}
