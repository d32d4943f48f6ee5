import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { mockClient } from 'aws-sdk-client-mock';
import { reachableApiUrl, readStackOutputs } from '../../bin/stack.ts';

const OUTPUTS = {
  WebhookUrl: 'https://w.example.com',
  PeopleApiUrl: 'https://p.example.com',
  TableName: 'table',
  BusName: 'bus',
  InboxQueueUrl: 'https://sqs.example.com/1/inbox',
  SweepQueueUrl: 'https://sqs.example.com/1/sweep',
  PayloadBucketName: 'bucket',
  EvidenceBucketName: 'evidence',
  SecretPrefix: 'grantline',
  TokenLife: '{"okta-service-app":"PT10M"}',
  ReauthorisationMachineArn: 'arn:aws:states:eu-central-1:1:stateMachine:a',
  RevocationMachineArn: 'arn:aws:states:eu-central-1:1:stateMachine:b',
};

function stack(outputs: Record<string, string>) {
  const client = mockClient(CloudFormationClient);
  client.on(DescribeStacksCommand, { StackName: 'Grantline' }).resolves({
    Stacks: [
      {
        StackName: 'Grantline',
        StackStatus: 'UPDATE_COMPLETE',
        CreationTime: undefined,
        Outputs: Object.entries(outputs).map(([OutputKey, OutputValue]) => ({
          OutputKey,
          OutputValue,
        })),
      },
    ],
  });
  return client as unknown as CloudFormationClient;
}

describe('a deployed stack', () => {
  it('tells where its parts are', async () => {
    expect(await readStackOutputs(stack({ ...OUTPUTS, Other: 'x' }), 'Grantline')).toEqual({
      ...OUTPUTS,
      TokenLife: { 'okta-service-app': 'PT10M' },
    });
  });

  it.each(['not json', '[]', '{"okta-service-app":"10 minutes"}'])(
    'is refused when it does not tell its policy in words that are known: %s',
    async (TokenLife) => {
      await expect(
        readStackOutputs(stack({ ...OUTPUTS, TokenLife }), 'Grantline'),
      ).rejects.toMatchObject({
        code: 'configuration-invalid',
        message: expect.stringContaining('TokenLife'),
      });
    },
  );

  it('is refused by the name of the output that it lacks', async () => {
    const { BusName: _, ...older } = OUTPUTS;

    await expect(readStackOutputs(stack(older), 'Grantline')).rejects.toMatchObject({
      code: 'configuration-invalid',
      message: expect.stringContaining('BusName'),
    });
  });

  it('is said to be missing when CloudFormation does not know it', async () => {
    const client = mockClient(CloudFormationClient);
    client.on(DescribeStacksCommand).rejects(new Error('Stack with id Grantline does not exist'));

    await expect(
      readStackOutputs(client as unknown as CloudFormationClient, 'Grantline'),
    ).rejects.toMatchObject({
      code: 'configuration-invalid',
      message: 'there is no stack named Grantline',
      remedy: expect.stringContaining('--stack'),
    });
  });

  it('is not said to be missing when it could not be read', async () => {
    const client = mockClient(CloudFormationClient);
    client.on(DescribeStacksCommand).rejects(new Error('Rate exceeded'));

    await expect(
      readStackOutputs(client as unknown as CloudFormationClient, 'Grantline'),
    ).rejects.toThrow('Rate exceeded');
  });
});

describe('the address of an API', () => {
  const url = 'https://abc123.execute-api.us-east-1.amazonaws.com/webhooks';

  it('is the one of the output on AWS', () => {
    expect(reachableApiUrl(url, undefined)).toBe(url);
  });

  it('is a path of the engine where the name of the output does not resolve', () => {
    const engine = 'http://127.0.0.1:4566';

    expect(reachableApiUrl(url, `${engine}/`)).toBe(
      `${engine}/_aws/execute-api/abc123/$default/webhooks`,
    );
    expect(reachableApiUrl('http://abc.execute-api.127.0.0.1:4566/', engine)).toBe(
      `${engine}/_aws/execute-api/abc/$default`,
    );
    expect(reachableApiUrl('https://api.example.com/', engine)).toBe('https://api.example.com/');
  });
});
