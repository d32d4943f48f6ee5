/**
 * Where `connect` takes secrets from and how it rotates them: a file, a variable or a hidden
 * prompt, never the command line, which the shell and the process list keep. Nothing is printed.
 */
import { isDeepStrictEqual } from 'node:util';
import { InvalidArgumentError } from 'commander';
import * as z from 'zod';
import { ConfigurationError } from '#domain/errors.ts';
import type { SecretPurpose, SecretRef, SecretVault } from '../backend.ts';
import type { Terminal } from '../terminal.ts';

export interface SecretSource {
  readonly purpose: SecretPurpose;
  /** Path of a file that holds it. */
  readonly file?: string;
  /** Name of an environment variable that holds it. */
  readonly variable?: string;
}

/** Text of a secret, or undefined when no source is named.
 *  @throws InvalidArgumentError when the named source is missing or empty
 *  @throws ConfigurationError when two are named */
export async function readSecretText(
  terminal: Terminal,
  source: SecretSource,
): Promise<string | undefined> {
  const { purpose, file, variable } = source;
  if (file !== undefined && variable !== undefined) {
    throw new ConfigurationError(`the ${purpose} secret is named twice: a file and a variable`);
  }
  if (file !== undefined) return present(await terminal.readText(file), `${purpose} file ${file}`);
  if (variable === undefined) return undefined;
  return present(terminal.env[variable], `${purpose} variable ${variable}`);
}

function present(text: string | undefined, where: string): string {
  const trimmed = text?.trim() ?? '';
  if (trimmed !== '') return trimmed;
  throw new InvalidArgumentError(`the ${where} is missing or empty`);
}

/** Fields of a vendor credential, in the connector's own words. */
export type Credential = Readonly<Record<string, unknown>>;

const JsonObject = z.record(z.string(), z.unknown());

/** A vendor credential: a JSON object with the fields the vendor's page in functions/connectors
 *  names, or a bare token, which stands for {"token": …}.
 *  @throws ConfigurationError that does not quote the text */
export function parseCredential(text: string): Credential {
  if (!text.startsWith('{')) return { token: text };
  try {
    const parsed = JsonObject.safeParse(JSON.parse(text));
    if (parsed.success) return parsed.data;
  } catch {
    // The parser's message would quote the secret.
  }
  throw new ConfigurationError('the credential looks like JSON but is none', {
    remedy: 'Give one JSON object, or the bare token.',
  });
}

export type StoreOutcome = 'stored' | 'rotated' | 'unchanged';

/** Stores a secret. A different one makes the former live value the previous one, so that what was
 *  signed with it still verifies; the same one again changes nothing. */
export async function storeSecret(
  vault: SecretVault,
  ref: SecretRef,
  value: unknown,
): Promise<StoreOutcome> {
  const stored = await vault.load(ref);
  if (stored === undefined) {
    await vault.save(ref, { current: value });
    return 'stored';
  }
  if (isDeepStrictEqual(stored.current, value)) return 'unchanged';
  await vault.save(ref, { current: value, previous: stored.current });
  return 'rotated';
}
