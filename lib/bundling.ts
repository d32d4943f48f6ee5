/** All Lambdas bundled by one esbuild call; each gets a folder with its code and the policy. */
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import type { Policy } from '#domain/policy.ts';
import type { HandlerName } from '#platform/environment.ts';
import { DeploymentConfigError } from './deployment-config.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Credentials of a Lambda come from its environment, never from a chain. */
const CREDENTIALS = 'functions/platform/environment-credentials.ts';

/** File beside every bundle, read by platform/policy-file.ts. */
export const POLICY_FILE = 'policy.json';

/** Bundles the handlers.
 *  @param outDirectory emptied first; one folder a handler is left in it
 *  @returns folder of each handler */
export function bundleHandlers(
  names: readonly HandlerName[],
  policy: Policy,
  outDirectory: string,
): Readonly<Record<string, string>> {
  const entries = names.map((name) => {
    const entry = join(ROOT, 'functions', 'handlers', `${name}.ts`);
    if (!existsSync(entry)) throw new DeploymentConfigError(`there is no handler ${entry}`);
    return { in: entry, out: join(name, 'index') };
  });
  rmSync(outDirectory, { recursive: true, force: true });
  mkdirSync(outDirectory, { recursive: true });
  buildSync({
    entryPoints: entries,
    outdir: outDirectory,
    absWorkingDir: ROOT,
    bundle: true,
    minify: true,
    platform: 'node',
    // CommonJS starts faster than ES modules.
    format: 'cjs',
    target: 'node20',
    // ES module entries can be shaken; the SDK's CommonJS ones come whole.
    mainFields: ['module', 'main'],
    alias: { '@aws-sdk/credential-provider-node': join(ROOT, CREDENTIALS) },
    legalComments: 'none',
    logLevel: 'error',
    tsconfigRaw: {},
  });
  const folders: Record<string, string> = {};
  for (const name of names) {
    const folder = join(outDirectory, name);
    writeFileSync(join(folder, POLICY_FILE), JSON.stringify(policy));
    // Wherever it is unpacked, also below a folder whose package is made of ES modules.
    writeFileSync(join(folder, 'package.json'), '{"type":"commonjs"}');
    folders[name] = folder;
  }
  return folders;
}
