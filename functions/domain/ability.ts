/** What an integration can do, in one sentence that means the same for every vendor (domain.md 6.4). */
import type { Integration } from './integration.ts';
import { isAlone } from './modifiers.ts';

/** The gravest ability with what makes it graver: "export the whole CRM, without end, from anywhere, in
 *  the name of an administrator". Only what was told is said.
 *  @returns undefined while it was not rated by a version that keeps it */
export function abilityOf(
  integration: Pick<Integration, 'risk' | 'consentKind' | 'ipLimited' | 'reach'>,
): string | undefined {
  const { risk, ipLimited } = integration;
  if (risk === undefined) return undefined;
  if (risk.allows === undefined) return 'do nothing: the vendor says that it has no scopes';
  const words = [
    risk.allows,
    isAlone(integration) ? 'by itself' : undefined,
    risk.endless === true ? 'without end' : undefined,
    ipLimited === false ? 'from anywhere' : undefined,
    risk.administrator === true ? 'in the name of an administrator' : undefined,
  ];
  return words.filter((word) => word !== undefined).join(', ');
}
