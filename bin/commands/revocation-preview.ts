/** What ending an integration means, worked out before anything is done. Pure. */
import { type Integration, isEnding, isGone } from '#domain/integration.ts';
import { durationMs } from '#domain/time.ts';
import type { RevocationRung, VendorConnector } from '#use-cases/vendor-port.ts';
import { facts, printable } from '../output.ts';
import * as words from '../wording.ts';

export interface RevocationPreview {
  readonly integrationId: string;
  readonly name: string;
  readonly vendor: string;
  readonly tenant: string;
  readonly kind: string;
  readonly state: string;
  readonly principal: string;
  readonly owner: string;
  readonly lastUse: string;
  readonly tier: number;
  /** What the integration does today and will not do afterwards, in words. */
  readonly stops: readonly string[];
  /** Tried in this order until the vendor is seen to have ended it. */
  readonly ladder: readonly RevocationRung[];
  /** Longest time issued tokens may live on, ISO 8601; absent = none. */
  readonly residual?: string;
  /** What limits the proof, and what makes the request pointless. */
  readonly cautions: readonly string[];
}

/** Works the preview out from what is known and from what the vendor can do. */
export function previewRevocation(
  integration: Integration,
  connector: VendorConnector,
): RevocationPreview {
  const abilities = connector.capabilities.kinds[integration.kind];
  const ladder = abilities?.revoke ?? [];
  return {
    integrationId: integration.id,
    name: words.nameOf(integration),
    vendor: connector.capabilities.title,
    tenant: integration.tenant,
    kind: integration.kind,
    state: integration.state,
    principal: words.principalWords(integration),
    owner: words.ownerWords(integration),
    lastUse: words.lastUseWords(integration),
    tier: integration.tier,
    stops: words.abilityWords(integration, connector),
    ladder,
    residual: longestResidual(ladder),
    cautions: cautions(integration, connector),
  };
}

function longestResidual(ladder: readonly RevocationRung[]): string | undefined {
  return ladder
    .flatMap((rung) => rung.residual ?? [])
    .sort((a, b) => durationMs(b) - durationMs(a))[0];
}

function cautions(integration: Integration, connector: VendorConnector): string[] {
  const found: string[] = [];
  const abilities = connector.capabilities.kinds[integration.kind];
  if (isGone(integration.state)) found.push(`It is already ${integration.state}.`);
  if (integration.state === 'revoke-failed') {
    found.push('The revocation before this one failed; this starts another.');
  } else if (isEnding(integration.state)) {
    found.push(`A revocation is under way: ${integration.state}.`);
  }
  if (abilities === undefined) {
    found.push('Grantline knows no way to end this kind; a person will have to.');
    return found;
  }
  if (abilities.revoke.every((rung) => rung.how === 'manual')) {
    found.push('The vendor has no API for it: a person gets a task with the steps.');
  }
  const { verify } = abilities.coverage;
  if (verify.coverage !== 'yes') {
    found.push(`Proof is limited (${verify.coverage}): ${verify.reason ?? 'no reason given'}`);
  }
  return found;
}

/** The preview for people. */
export function previewText(preview: RevocationPreview): string {
  return [
    facts([
      ['integration', `${preview.name} (${preview.integrationId})`],
      ['at', `${preview.vendor}, tenant ${preview.tenant}, ${preview.kind}`],
      ['state', `${preview.state}, tier ${preview.tier}`],
      ['acts for', preview.principal],
      ['owner', preview.owner],
      ['last use', preview.lastUse],
    ]),
    'Will no longer be able to:',
    ...preview.stops.map((line) => `  - ${printable(line)}`),
    'How, in this order until it is seen to be gone:',
    ...preview.ladder.flatMap(rungText),
    preview.residual === undefined
      ? 'No token outlives it, as far as the vendor says.'
      : `Tokens already issued may work for up to ${preview.residual} more.`,
    ...preview.cautions.map((line) => `! ${printable(line)}`),
  ].join('\n');
}

function rungText(rung: RevocationRung, index: number): string[] {
  const undo = rung.reversible ? 'can be undone' : 'cannot be undone';
  const who = rung.how === 'api' ? 'by API' : 'by a person';
  return [
    `  ${index + 1}. ${rung.name}, ${who}, ${undo}`,
    `     also stops: ${printable(rung.collateral)}`,
    ...(rung.steps ?? []).map((step) => `     - ${printable(step)}`),
  ];
}
