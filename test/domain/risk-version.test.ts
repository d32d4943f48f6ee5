/** What is stored was rated by a version of the scale: whoever changes what the scale or a table makes of
 *  the same facts has to raise RISK_VERSION, or nothing is rated again. */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import * as z from 'zod';
import { loadConnector } from '#connectors/registry.ts';
import type { GrantTraits } from '#domain/modifiers.ts';
import { RISK_VERSION } from '#domain/risk.ts';
import { score } from '#domain/score.ts';
import { INTEGRATION_KINDS, VENDORS } from '#events/vocabulary.ts';

const GOLDEN = join(import.meta.dirname, 'golden/risk-version.json');

const Pins = z.strictObject({
  version: z.int(),
  /** Digest of what every scope of the table, and all together, are scored in each circumstance. */
  tables: z.record(z.string(), z.string()),
});

const TABLE = z.array(z.object({ scope: z.string() })).parse(
  parse(readFileSync(join(import.meta.dirname, 'golden/scope-table.csv'), 'utf8'), {
    columns: true,
  }),
);

const CIRCUMSTANCES: readonly GrantTraits[] = [
  { reach: 'R3', consentKind: 'person', publisher: 'Acme', ipLimited: true },
  { reach: 'R4', consentKind: 'service', expiresAt: 'never', ipLimited: false },
  { reach: 'R0', consentKind: 'person', credentialKinds: ['ssh-key'] },
  { reach: 'R2', consentKind: 'organisation', credentialKinds: ['refresh-token', 'client-secret'] },
];

async function digestOf(vendor: (typeof VENDORS)[number]): Promise<string> {
  const { rateScope, capabilities } = await loadConnector(vendor);
  const kinds = INTEGRATION_KINDS.filter((kind) => kind in capabilities.kinds);
  const rated = kinds.map((kind) => {
    const ratings = TABLE.map(({ scope }) => rateScope(scope, kind));
    return CIRCUMSTANCES.map((traits) => [
      ...ratings.map((rating) => score([rating], traits).parts),
      score(ratings, traits).parts,
    ]);
  });
  const weights = rated.map((one) =>
    JSON.stringify(one, (name, value) => (name === 'fact' ? undefined : value)),
  );
  // Another kind that is rated like those before changes nothing.
  const different = [...new Set(weights)].sort().join('\n');
  return createHash('sha256').update(different).digest('hex').slice(0, 16);
}

describe('the version of the risk scale', () => {
  it.each(VENDORS)(
    'is raised when the scale or the table of %s rates otherwise',
    async (vendor) => {
      const { version, tables } = Pins.parse(JSON.parse(readFileSync(GOLDEN, 'utf8')));
      const pinned = tables[vendor];
      const now = await digestOf(vendor);

      if (process.env.UPDATE_GOLDEN === '1' && (pinned === undefined || version < RISK_VERSION)) {
        // A new vendor changes nothing that is stored. Pins of the version before go all at once.
        const kept = version === RISK_VERSION ? tables : {};
        const pins = { version: RISK_VERSION, tables: { ...kept, [vendor]: now } };
        writeFileSync(GOLDEN, `${JSON.stringify(pins, undefined, 2)}\n`);
        return;
      }
      expect({ version, table: pinned }).toEqual({ version: RISK_VERSION, table: now });
    },
  );
});
