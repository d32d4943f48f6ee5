/** Every Lambda bundled into a folder of its own, with its code and the policy. */
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync, type Metafile } from 'esbuild';
import type { Policy } from '#domain/policy.ts';
import type { HandlerName } from '#platform/environment.ts';
import { DeploymentConfigError } from './deployment-config.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Credentials of a Lambda come from its environment, never from a chain. */
const CREDENTIALS = 'functions/platform/environment-credentials.ts';

const REQUIRE =
  "import{createRequire as requireOf}from'node:module';const require=requireOf(import.meta.url);";

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
  rmSync(outDirectory, { recursive: true, force: true });
  const folders: Record<string, string> = {};
  for (const name of names) {
    const folder = join(outDirectory, name);
    mkdirSync(folder, { recursive: true });
    bundleHandler(name, folder);
    writeFileSync(join(folder, POLICY_FILE), JSON.stringify(policy));
    folders[name] = folder;
  }
  return folders;
}

/** Bundles one handler.
 *  @returns what esbuild knows of the files it wrote */
export function bundleHandler(name: HandlerName, folder: string): Metafile {
  const entry = join(ROOT, 'functions', 'handlers', `${name}.ts`);
  if (!existsSync(entry)) throw new DeploymentConfigError(`there is no handler ${entry}`);
  const { metafile } = buildSync({
    metafile: true,
    entryPoints: [{ in: entry, out: 'index' }],
    outdir: folder,
    absWorkingDir: ROOT,
    bundle: true,
    minify: true,
    platform: 'node',
    // What is imported on demand (a vendor's connector, an SDK's rare part) gets a file of its own.
    format: 'esm',
    splitting: true,
    outExtension: { '.js': '.mjs' },
    // Some packages are CommonJS and ask for `require`.
    banner: { js: REQUIRE },
    target: 'node20',
    // ES module entries can be shaken; the SDK's CommonJS ones come whole.
    mainFields: ['module', 'main'],
    alias: { '@aws-sdk/credential-provider-node': join(ROOT, CREDENTIALS) },
    legalComments: 'none',
    logLevel: 'error',
    tsconfigRaw: {},
  });
  return metafile;
}
