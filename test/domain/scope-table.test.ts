/** The scope table is the yardstick: the scale has to give its points, and every connector has to rate
 *  the scopes of its vendor as it does. A vendor without a connector yet waits here for one. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import * as z from 'zod';
import { loadConnector } from '#connectors/registry.ts';
import {
  narrowerReach,
  on,
  type ResourceKind,
  resourceOf,
  type ScopeRating,
  scopePoints,
  tierOf,
} from '#domain/risk.ts';
import { INTEGRATION_KINDS, Reach, ScopeClass, Tier, VENDORS } from '#events/vocabulary.ts';

const Row = z.strictObject({
  /** The vendor as the table names it. */
  vendor: z.string(),
  name: z.string(),
  /** The scope as the vendor writes it; empty where the row is no single scope. */
  scope: z.string(),
  class: ScopeClass,
  resource: z.custom<ResourceKind>((value) => typeof value === 'string'),
  reach: Reach,
  label: z.string(),
  points: z.coerce.number(),
  tier: z.coerce.number().pipe(Tier),
  /** Counted as a modifier besides. */
  modifier: z.enum(['', 'no-end']),
});
type Row = z.infer<typeof Row>;

const TABLE = z.array(Row).parse(
  parse(readFileSync(join(import.meta.dirname, 'golden/scope-table.csv'), 'utf8'), {
    columns: true,
  }),
);

/** Connectors by the names that the table gives their vendors. */
const CONNECTORS: Readonly<Record<string, readonly string[]>> = {
  GitHub: ['github'],
  Google: ['google', 'google-workspace'],
  'Microsoft app': ['entra', 'microsoft-entra'],
  'Microsoft delegated': ['entra', 'microsoft-entra'],
  Okta: ['okta'],
  Salesforce: ['salesforce'],
  Slack: ['slack'],
};

/** Vendors whose tables were written before ratings named resources: only the sensitivity of theirs is
 *  compared, and their toxic combinations stay unseen until they do. */
const RESOURCES_UNTOLD: ReadonlySet<string> = new Set(['slack', 'entra', 'google-workspace']);

/** What a row says, as a rating. */
function ratingOf(row: Row): ScopeRating {
  return { class: row.class, ...on(row.resource), reach: row.reach, allows: row.name };
}

describe('the scope table', () => {
  it('holds at least 120 scopes of at least ten vendors', () => {
    expect(TABLE.length).toBeGreaterThanOrEqual(120);
    expect(new Set(TABLE.map((row) => row.vendor)).size).toBeGreaterThanOrEqual(10);
  });

  it.each(TABLE)('$vendor $name is $points points, tier $tier, on the scale', (row) => {
    const points = scopePoints(ratingOf(row));

    expect([points, tierOf(points)]).toEqual([row.points, row.tier]);
  });
});

describe.each(VENDORS)('the connector of %s', (vendor) => {
  const rows = TABLE.filter((row) => row.scope !== '' && CONNECTORS[row.vendor]?.includes(vendor));

  it('has rows in the table', () => {
    expect(rows.length).toBeGreaterThan(0);
  });

  it.each(rows)('rates $vendor $name as the table does', async (row) => {
    const { capabilities, rateScope } = await loadConnector(vendor);

    // One scope may mean different things in different kinds; one of them is the row's. A rating's
    // reach is the widest that the scope gives: the row's may be that of a narrower grant.
    const rated = INTEGRATION_KINDS.filter((kind) => kind in capabilities.kinds).map((kind) => {
      const rating = rateScope(row.scope, kind);
      const cut = { ...rating, reach: narrowerReach(rating.reach, row.reach) };
      const isUntold = rating.resource === undefined && RESOURCES_UNTOLD.has(vendor);
      const resource = isUntold ? row.resource : resourceOf(rating);
      return { class: rating.class, resource, points: scopePoints(cut) };
    });

    expect(rated).toContainEqual({ class: row.class, resource: row.resource, points: row.points });
  });
});
