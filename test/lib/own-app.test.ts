import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { HANDLER_NAMES } from '#lib/handler-settings.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');

const Manifest = z.object({ dependencies: z.record(z.string(), z.string()) });
const Synthesised = z.object({
  Resources: z.record(z.string(), z.object({ Type: z.string() })),
});

/** A folder with what README says to install and the app that README shows. */
function appAsShown(): string {
  const folder = mkdtempSync(join(tmpdir(), 'grantline-own-app-'));
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(ROOT, join(folder, 'node_modules', 'grantline'));
  for (const name of ['aws-cdk-lib', 'constructs', 'tsx']) {
    symlinkSync(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name));
  }
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
  writeFileSync(join(folder, 'app.ts'), /```ts\n([\s\S]*?)```/.exec(README)?.[1] ?? '');
  return folder;
}

describe('the construct in an app of one’s own, as README shows it', () => {
  it('synthesises with every function', () => {
    const folder = appAsShown();
    try {
      execFileSync(process.execPath, ['--no-warnings', '--import', 'tsx', 'app.ts'], {
        cwd: folder,
        env: { ...process.env, CDK_OUTDIR: join(folder, 'cdk.out') },
        stdio: ['ignore', 'ignore', 'inherit'],
      });
      const template = readFileSync(join(folder, 'cdk.out', 'Security.template.json'), 'utf8');
      const resources = Object.values(Synthesised.parse(JSON.parse(template)).Resources);
      const functions = resources.filter((one) => one.Type === 'AWS::Lambda::Function');
      expect(functions).toHaveLength(HANDLER_NAMES.length);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('is installed beside the versions that this one is tested with', () => {
    const manifest = readFileSync(join(ROOT, 'package.json'), 'utf8');
    const { dependencies } = Manifest.parse(JSON.parse(manifest));
    for (const name of ['aws-cdk-lib', 'constructs']) {
      expect(README).toContain(`${name}@${dependencies[name]}`);
    }
  });
});
