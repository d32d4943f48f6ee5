import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { parsePolicy } from '#domain/policy.ts';
import { bundleHandlers } from '#lib/bundling.ts';
import { loadPolicy } from '#lib/deployment-config.ts';
import { HANDLER_NAMES } from '#lib/handler-settings.ts';

const KILOBYTE = 1024;
const policy = loadPolicy(undefined);
const out = mkdtempSync(join(tmpdir(), 'grantline-bundles-test-'));
const folders = bundleHandlers(HANDLER_NAMES, policy, out);

const fileOf = (name: string) => join(folders[name] ?? '', 'index.js');
const sizeOf = (name: string) => statSync(fileOf(name)).size;

/** SDK clients in a bundle, by the service id that each carries. */
function clientsIn(name: string): string[] {
  const ids = readFileSync(fileOf(name), 'utf8').matchAll(/serviceId\?\?"([A-Za-z ]+)"/g);
  return [...new Set([...ids].map(([, id = '']) => id))];
}

/** Switches that the SDK's invocation store reads as it loads; they decide nothing here. */
const SDK_SWITCHES = [
  'variable AWS_LAMBDA_NODEJS_NO_GLOBAL_AWSLAMBDA',
  'variable AWS_LAMBDA_BENCHMARK_MODE',
];

const probe = fileURLToPath(new URL('./import-bundle.cjs', import.meta.url));
const NODE_OPTIONS = '--disable-proto=delete --disallow-code-generation-from-strings';

/** What importing a bundle did, in a process that has no variables but the hardening. */
async function importBundle(name: string): Promise<{ handler: string; touched: string[] }> {
  const { stdout } = await promisify(execFile)(process.execPath, [probe, fileOf(name)], {
    env: { NODE_OPTIONS },
  });
  return JSON.parse(stdout);
}

describe('bundles', () => {
  it('are one a handler', () => {
    expect(Object.keys(folders).sort()).toEqual([...HANDLER_NAMES].sort());
  });

  it('keep the public receiver below 200 KB and without any SDK client', () => {
    expect(sizeOf('receive-webhook')).toBeLessThanOrEqual(200 * KILOBYTE);
    expect(readFileSync(fileOf('receive-webhook'), 'utf8')).not.toContain('aws-sdk');
  });

  it.each(HANDLER_NAMES)('%s is below 500 KB with at most three SDK clients', (name) => {
    expect(sizeOf(name)).toBeLessThanOrEqual(500 * KILOBYTE);
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
      expect(touched.filter((one) => !SDK_SWITCHES.includes(one))).toEqual([]);
    },
  );

  it('carry the checked policy beside the code', () => {
    for (const name of HANDLER_NAMES) {
      const file = join(folders[name] ?? '', 'policy.json');
      expect(parsePolicy(JSON.parse(readFileSync(file, 'utf8')))).toEqual(policy);
    }
  });

  it('are the same bytes every time, so that a deployment changes only what changed', () => {
    const again = bundleHandlers(['receive-webhook'], policy, join(out, 'again'));
    const bytes = readFileSync(join(again['receive-webhook'] ?? '', 'index.js'), 'utf8');
    expect(bytes).toBe(readFileSync(fileOf('receive-webhook'), 'utf8'));
  });

  it('are refused for a handler that does not exist', () => {
    expect(() => bundleHandlers(['no-such' as never], policy, join(out, 'none'))).toThrow(
      /there is no handler .*no-such\.ts/,
    );
  });
});
