// Installs the locked npm packages when they are missing or older than the lock file. Plain
// JavaScript without imports of ours: it runs before anything is installed.
import { execFileSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Grantline needs Node 20.19 or later; this is ${process.versions.node}.`);
  process.exit(1);
}
const marker = `${root}/node_modules/.package-lock.json`;
const lock = `${root}/package-lock.json`;
const fresh = existsSync(marker) && statSync(marker).mtimeMs >= statSync(lock).mtimeMs;
if (!fresh) {
  console.log('installing npm packages from the lock file');
  execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}
