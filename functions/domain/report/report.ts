/** A report: the controls of a framework, each with its proofs over one period. Refused where there is
 *  nothing to prove anything with. */
import { DecisionRefusedError } from '../errors.ts';
import type { Control, Framework } from '../frameworks/framework.ts';
import { toTimestamp } from '../time.ts';
import { type Material, type Proof, speaks, unseenPlaces } from './material.ts';
import { PROOFS } from './proofs.ts';

export interface ReportedControl {
  readonly id: string;
  readonly means: string;
  readonly unseen: string | undefined;
  readonly proofs: readonly (Proof & {
    /** What may be said where nothing is out of line. */
    readonly conclusion: string;
  })[];
}

export interface Report {
  readonly format: 'grantline-report/1';
  readonly framework: { readonly id: string; readonly title: string; readonly source: string };
  readonly period: { readonly from: string; readonly to: string };
  readonly generatedAt: string;
  /** What a reader must know before believing the rest. */
  readonly limits: readonly string[];
  readonly controls: readonly ReportedControl[];
}

/** Builds a report.
 *  @throws DecisionRefusedError when no tenant has evidence or an ended sweep in the period */
export function buildReport(framework: Framework, material: Material): Report {
  const { period, places } = material;
  const from = toTimestamp(period.from);
  const to = toTimestamp(period.to);
  if (!places.some(speaks)) throw withoutMaterial(material);
  const { controls, ...named } = framework;
  const unseen = unseenPlaces(material);
  return {
    format: 'grantline-report/1',
    framework: named,
    period: { from, to },
    generatedAt: toTimestamp(material.generatedAt),
    limits: limitsOf(material, unseen),
    controls: controls.map((control) => reported(control, material, unseen)),
  };
}

function reported(
  control: Control,
  material: Material,
  unseen: readonly string[],
): ReportedControl {
  const proofs = control.proofs.map((name) => {
    const proof = PROOFS[name](material, control);
    return { ...proof, conclusion: conclusionOf(proof, unseen) };
  });
  return { id: control.id, means: control.means, unseen: control.unseen, proofs };
}

/** "None" is said only when everything was looked at. */
function conclusionOf({ exceptions }: Proof, unseen: readonly string[]): string {
  if (exceptions.length > 0) return `${exceptions.length} out of line`;
  if (unseen.length > 0) return `none seen; nothing can be said of ${unseen.join(', ')}`;
  return 'none out of line; every tenant was seen whole in the period';
}

function limitsOf(material: Material, unseen: readonly string[]): string[] {
  const { period, places } = material;
  return [
    `Integrations are shown as they were at ${toTimestamp(material.generatedAt)}; decisions and changes are those of the period.`,
    ...unseen.map(
      (chain) => `${chain}: no complete sweep in the period, so absence proves nothing.`,
    ),
    ...places
      .filter(({ firstAt }) => firstAt === undefined || firstAt > period.from)
      .map(({ chain, firstAt }) =>
        firstAt === undefined
          ? `${chain}: there is no evidence at all.`
          : `${chain}: evidence begins at ${toTimestamp(firstAt)}; nothing is known of the time before.`,
      ),
  ];
}

function withoutMaterial({ period, places }: Material): DecisionRefusedError {
  const begins = places
    .map(
      ({ chain, firstAt }) => `${chain} ${firstAt === undefined ? 'none' : toTimestamp(firstAt)}`,
    )
    .join(', ');
  return new DecisionRefusedError(
    `there is no evidence and no ended sweep from ${toTimestamp(period.from)} to ${toTimestamp(period.to)}`,
    {
      remedy: `Choose a period with data. Evidence begins: ${begins || 'no tenant is connected'}.`,
    },
  );
}
