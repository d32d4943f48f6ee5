/** Secrets Manager as `connect` uses it. Only `connect` writes credentials; nothing here prints one. */
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import { ConfigurationError } from '#domain/errors.ts';
import { parseJson } from '#domain/json.ts';
import type { SecretRef, SecretVault } from './backend.ts';

const Stored = z.object({ current: z.unknown(), previous: z.unknown().optional() });

/** A vault in one account.
 *  @param nameOf the name under which the functions look for a secret */
export function createSecretVault(
  client: SecretsManagerClient,
  nameOf: (ref: SecretRef) => string,
): SecretVault {
  return {
    async load(ref) {
      const text = await readSecret(client, nameOf(ref));
      return text === undefined ? undefined : parseStored(text, nameOf(ref));
    },
    async save(ref, secret) {
      const SecretString = JSON.stringify(secret);
      try {
        await client.send(new PutSecretValueCommand({ SecretId: nameOf(ref), SecretString }));
      } catch (error) {
        if (!(error instanceof ResourceNotFoundException)) throw error;
        await client.send(
          new CreateSecretCommand({
            Name: nameOf(ref),
            Description: 'Written by `grantline connect`',
            SecretString,
          }),
        );
      }
    },
  };
}

async function readSecret(client: SecretsManagerClient, name: string) {
  try {
    const answer = await client.send(new GetSecretValueCommand({ SecretId: name }));
    return answer.SecretString;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

/** The parser's own message would quote the secret, so it is not passed on. */
function parseStored(text: string, name: string): z.infer<typeof Stored> {
  const parsed = Stored.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  throw new ConfigurationError(`the secret ${name} does not have the shape Grantline writes`, {
    remedy: 'Look who else writes it; delete it, then connect again.',
  });
}
