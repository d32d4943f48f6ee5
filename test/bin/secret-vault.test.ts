import {
  CreateSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { createSecretVault } from '../../bin/secret-vault.ts';

const REF = { vendor: 'okta', tenant: 'example.okta.com', purpose: 'read' } as const;
const NAME = 'grantline/okta/example.okta.com/read';

const notFound = () => new ResourceNotFoundException({ message: 'no such secret', $metadata: {} });

function vault() {
  const client = mockClient(SecretsManagerClient);
  return {
    client,
    vault: createSecretVault(client as unknown as SecretsManagerClient, () => NAME),
  };
}

describe('the vault', () => {
  it('creates a secret that is not there yet', async () => {
    const { client, vault: secrets } = vault();
    client.on(PutSecretValueCommand).rejects(notFound());
    client.on(CreateSecretCommand).resolves({});

    await secrets.save(REF, { current: { token: 't' } });

    expect(client.commandCalls(CreateSecretCommand)[0]?.args[0].input).toMatchObject({
      Name: NAME,
      SecretString: '{"current":{"token":"t"}}',
    });
  });

  it('writes a new version of a secret that is there', async () => {
    const { client, vault: secrets } = vault();
    client.on(PutSecretValueCommand).resolves({});

    await secrets.save(REF, { current: 'new', previous: 'old' });

    expect(client.commandCalls(PutSecretValueCommand)[0]?.args[0].input).toEqual({
      SecretId: NAME,
      SecretString: '{"current":"new","previous":"old"}',
    });
  });

  it('has nothing only when Secrets Manager says so', async () => {
    const { client, vault: secrets } = vault();
    client.on(GetSecretValueCommand).rejectsOnce(notFound()).rejects(new Error('throttled'));

    expect(await secrets.load(REF)).toBeUndefined();
    await expect(secrets.load(REF)).rejects.toThrow('throttled');
  });

  it.each(['CANARY', '{"token":"CANARY"', '"CANARY"'])(
    'refuses a secret of another shape without quoting it: %s',
    async (text) => {
      const { client, vault: secrets } = vault();
      client.on(GetSecretValueCommand).resolves({ SecretString: text });

      const failure = await secrets.load(REF).catch((error: unknown) => error);

      expect(failure).toMatchObject({ code: 'configuration-invalid' });
      expect(String((failure as Error).stack)).not.toContain('CANARY');
    },
  );
});
