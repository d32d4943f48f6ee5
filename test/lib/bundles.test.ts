import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { parsePolicy } from '#domain/policy.ts';
import { bundleHandler, bundleHandlers } from '#lib/bundling.ts';
import { loadPolicy } from '#lib/deployment-config.ts';
import { HANDLER_NAMES } from '#lib/handler-settings.ts';
import type { HandlerName } from '#platform/environment.ts';
import { loadedKb } from '../../bench/bundle-size.ts';

const policy = loadPolicy(undefined);
const out = mkdtempSync(join(tmpdir(), 'grantline-bundles-test-'));
const folders = bundleHandlers(HANDLER_NAMES, policy, out);

/** Files of a bundle, the entry first, then what it may load on demand. */
function filesOf(name: string): string[] {
  const folder = folders[name] ?? '';
  const chunks = readdirSync(folder).filter(
    (file) => file.endsWith('.mjs') && file !== 'index.mjs',
  );
  return ['index.mjs', ...chunks].map((file) => join(folder, file));
}

const codeOf = (name: string) => filesOf(name).map((file) => readFileSync(file, 'utf8'));

const metafileOf = (name: HandlerName) => bundleHandler(name, join(out, 'measured', name));

/** SDK clients in a bundle, by the service id that each carries. */
function clientsIn(name: string): string[] {
  const ids = codeOf(name)
    .join('\n')
    .matchAll(/serviceId\?\?"([A-Za-z ]+)"/g);
  return [...new Set([...ids].map(([, id = '']) => id))];
}

/** Switches that the SDK's invocation store and Node's loader read; they decide nothing here. */
const KNOWN_SWITCHES = [
  'variable WATCH_REPORT_DEPENDENCIES',
  'variable AWS_LAMBDA_NODEJS_NO_GLOBAL_AWSLAMBDA',
  'variable AWS_LAMBDA_BENCHMARK_MODE',
];

const probe = fileURLToPath(new URL('./import-bundle.mjs', import.meta.url));
const NODE_OPTIONS = '--disable-proto=delete --disallow-code-generation-from-strings';

/** What importing a bundle did, in a process that has no variables but the hardening. */
async function importBundle(name: string): Promise<{ handler: string; touched: string[] }> {
  const { stdout } = await promisify(execFile)(process.execPath, [probe, ...filesOf(name)], {
    env: { NODE_OPTIONS },
  });
  return JSON.parse(stdout);
}

describe('bundles', () => {
  it('are one a handler', () => {
    expect(Object.keys(folders).sort()).toEqual([...HANDLER_NAMES].sort());
  });

  it('keep the public receiver below 200 KB and without any SDK client', () => {
    expect(loadedKb(metafileOf('receive-webhook'))).toBeLessThanOrEqual(200);
    expect(codeOf('receive-webhook').join()).not.toContain('aws-sdk');
  });

  it.each(HANDLER_NAMES)('%s is below 500 KB with at most three SDK clients', (name) => {
    expect(loadedKb(metafileOf(name))).toBeLessThanOrEqual(500);
    expect(clientsIn(name).length).toBeLessThanOrEqual(3);
  });

  it('hold an SDK client where one is used, so that the count above counts', () => {
    expect(clientsIn('evaluate-policy').sort()).toEqual(['DynamoDB', 'SFN']);
  });

  it.each(HANDLER_NAMES)(
    '%s imports hardened, calls nobody and reads no variable',
    async (name) => {
      const { handler, touched } = await importBundle(name);
      expect(handler).toBe('function');
      expect(touched.filter((one) => !KNOWN_SWITCHES.includes(one))).toEqual([]);
    },
  );

  it('carry the checked policy beside the code', () => {
    for (const name of HANDLER_NAMES) {
      const file = join(folders[name] ?? '', 'policy.json');
      expect(parsePolicy(JSON.parse(readFileSync(file, 'utf8')))).toEqual(policy);
    }
  });

  it('are the same bytes every time, so that a deployment changes only what changed', () => {
    const before = codeOf('sweep-vendor');
    bundleHandlers(['sweep-vendor'], policy, join(out, 'again'));
    const folder = join(out, 'again', 'sweep-vendor');
    const after = filesOf('sweep-vendor').map((file) =>
      readFileSync(join(folder, basename(file)), 'utf8'),
    );

    expect(before.length).toBeGreaterThan(3);
    expect(after).toEqual(before);
  });

  it('are refused for a handler that does not exist', () => {
    expect(() => bundleHandlers(['no-such' as never], policy, join(out, 'none'))).toThrow(
      /there is no handler .*no-such\.ts/,
    );
  });
});
