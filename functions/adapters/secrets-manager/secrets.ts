/**
 * Vendor secrets, `<prefix>/<vendor>/<tenant>/<read|act|webhook>`, each `{"current":…,"previous":…}`.
 * Read at most once in five minutes by a Lambda; a missing one is remembered as long, so that a
 * flood of deliveries for unknown tenants costs nothing. Values never enter a message or an error.
 */
import * as z from 'zod';
import { ConfigurationError, ContractError } from '#domain/errors.ts';
import type { Vendor } from '#events/vocabulary.ts';
import type { Clock, CredentialPurpose, WebhookSecretSource } from '#use-cases/ports.ts';
import { AwsCallError, type SignedCaller } from '../signed-call.ts';

const FRESH_MS = 5 * 60_000;

/** Soonest that a secret somebody doubts is read again. */
const DOUBTED_MS = 60_000;

const ENTRIES_MAX = 1_000;

const SecretValue = z.object({ SecretString: z.string() });
const VendorSecret = z.object({ current: z.unknown(), previous: z.unknown().optional() });
const WebhookSecret = z.object({ current: z.string().min(1), previous: z.string().optional() });

interface Cached {
  readonly text: string | undefined;
  readonly at: number;
}

/** Secret texts by name; `undefined` for one that does not exist.
 *  @param freshMs how old a remembered text may be */
export function createSecretReader(caller: SignedCaller, clock: Clock) {
  const cache = new Map<string, Cached>();
  return async (name: string, freshMs = FRESH_MS): Promise<string | undefined> => {
    const cached = cache.get(name);
    if (cached !== undefined && clock.now() - cached.at < freshMs) return cached.text;
    const text = await fetchSecret(caller, name);
    if (cache.size >= ENTRIES_MAX) cache.clear();
    cache.set(name, { text, at: clock.now() });
    return text;
  };
}

type SecretReader = ReturnType<typeof createSecretReader>;

async function fetchSecret(caller: SignedCaller, name: string): Promise<string | undefined> {
  try {
    const answer = await caller.json('secretsmanager', 'secretsmanager.GetSecretValue', {
      SecretId: name,
    });
    return SecretValue.parse(answer).SecretString;
  } catch (error) {
    if (error instanceof AwsCallError && error.type.startsWith('ResourceNotFound'))
      return undefined;
    throw error;
  }
}

/** Longest name that Secrets Manager gives a secret. */
const NAME_CHARACTERS_MAX = 512;

/** Name of a secret. Tenant ids come from vendors and, at the public edge, from anybody: whatever a
 *  name may not hold is written as its code, and no two tenants share a name. */
export function secretName(
  prefix: string,
  of: { vendor: Vendor; tenant: string },
  purpose: CredentialPurpose | 'webhook',
): string {
  return `${prefix}/${of.vendor}/${inName(of.tenant)}/${purpose}`;
}

const NOT_IN_NAME = /[^A-Za-z0-9.-]/gu;

function inName(tenant: string): string {
  return tenant.replaceAll(NOT_IN_NAME, (one) =>
    [...Buffer.from(one)]
      .map((byte) => `_${byte.toString(16).padStart(2, '0')}`)
      .join('')
      .toUpperCase(),
  );
}

/** The current credential of a connection for one purpose.
 *  @throws ConfigurationError credential-missing, naming the secret */
export async function readCredential(read: SecretReader, name: string): Promise<unknown> {
  const text = await read(name);
  if (text === undefined) {
    throw new ConfigurationError(`the secret ${name} does not exist`, {
      code: 'credential-missing',
      remedy: 'Connect the vendor again: grantline connect.',
    });
  }
  return parseSecret(name, text, VendorSecret).current;
}

/** The signing secrets of a tenant. */
export function createWebhookSecrets(read: SecretReader, prefix: string): WebhookSecretSource {
  return {
    async secrets(vendor, tenant, doubted = false) {
      const name = secretName(prefix, { vendor, tenant }, 'webhook');
      // Asking for an impossible name is an error, and would page somebody for anybody's nonsense.
      if (name.length > NAME_CHARACTERS_MAX) return undefined;
      const text = await read(name, doubted ? DOUBTED_MS : FRESH_MS);
      return text === undefined ? undefined : parseSecret(name, text, WebhookSecret);
    },
  };
}

function parseSecret<Shape>(name: string, text: string, shape: z.ZodType<Shape>): Shape {
  try {
    return shape.parse(JSON.parse(text));
  } catch {
    // The cause is left out on purpose: it may quote the secret.
    throw new ContractError(`the secret ${name} does not have the shape {"current":…}`);
  }
}
