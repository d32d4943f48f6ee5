/** Projections kept in test/lib/golden; UPDATE_GOLDEN=1 writes them anew, for a person to review. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Expects a projection to be what the golden file of that name holds. */
export function expectGolden(name: string, projection: unknown): void {
  const file = fileURLToPath(new URL(`./golden/${name}.json`, import.meta.url));
  if (process.env.UPDATE_GOLDEN === '1') {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${JSON.stringify(projection, undefined, 2)}\n`);
  }
  expect(existsSync(file)).toBe(true);
  expect(projection).toEqual(JSON.parse(readFileSync(file, 'utf8')));
}
