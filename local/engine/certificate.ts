/**
 * A self-signed certificate for 127.0.0.1, needed only when the engine checks permissions: bucket
 * and queue policies refuse plain HTTP there, as they do on AWS. The key never leaves this machine.
 */
import { existsSync } from 'node:fs';
import { chmod, mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { bareEnvironment, run } from './command.ts';
import { EngineError } from './errors.ts';

const VALID_DAYS = 365;
const RENEW_AFTER_MS = 300 * 86_400_000;

export interface Certificate {
  readonly certificateFile: string;
  readonly keyFile: string;
}

async function isFresh(file: string): Promise<boolean> {
  return existsSync(file) && Date.now() - (await stat(file)).mtimeMs < RENEW_AFTER_MS;
}

/** The certificate in `<directory>/tls`, made when absent or older than 300 days.
 *  @throws EngineError `openssl-missing` when the `openssl` command does not run */
export async function prepareCertificate(directory: string): Promise<Certificate> {
  const folder = join(directory, 'tls');
  const files = {
    certificateFile: join(folder, 'server.crt'),
    keyFile: join(folder, 'server.key'),
  };
  if ((await isFresh(files.certificateFile)) && existsSync(files.keyFile)) return files;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const names = 'subjectAltName=DNS:localhost,DNS:*.execute-api.localhost,IP:127.0.0.1';
  try {
    await run({
      program: 'openssl',
      arguments: [
        ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', String(VALID_DAYS)],
        ...[
          '-keyout',
          files.keyFile,
          '-out',
          files.certificateFile,
          '-subj',
          '/CN=grantline-local',
        ],
        ...['-addext', 'basicConstraints=critical,CA:FALSE', '-addext', names],
      ],
      environment: bareEnvironment(folder),
      timeoutMs: 30_000,
    });
  } catch (error) {
    const message = 'Checking permissions locally needs the openssl command: install openssl.';
    throw new EngineError('openssl-missing', message, { cause: error });
  }
  await chmod(files.keyFile, 0o600);
  return files;
}
