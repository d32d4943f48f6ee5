import type { APIGatewayProxyEventV2, Context, DynamoDBRecord, SQSRecord } from 'aws-lambda';
import * as z from 'zod';
import { DecisionRefusedError, VendorError } from '#domain/errors.ts';
import { takeQueueBatch, takeQueueGroups, takeStreamBatch } from '#platform/batch.ts';
import { callerOf, parseBody, pathText } from '#platform/http-input.ts';
import { parseInboxMessage } from '#platform/inbox-message.ts';
import { createLog } from '#platform/logger.ts';
import { errorAnswer, httpHandler } from '#platform/middleware.ts';
import { readPolicyFile } from '#platform/policy-file.ts';
import { parseLeaverMessage, parseSweepMessage } from '#platform/work-message.ts';

function logging() {
  const lines: string[] = [];
  return { lines, log: createLog('test', (line) => lines.push(line), { now: () => 0 }) };
}

describe('a part of a path', () => {
  it.each([
    ['acme.okta.com', 'acme.okta.com'],
    ['a%2Fb', 'a/b'],
    ['%', '%'],
    ['%ff', '%ff'],
    [undefined, ''],
  ])('of %s is %s and never an error', (given, text) => {
    expect(pathText(given)).toBe(text);
  });
});

describe('the log', () => {
  it('is one line of JSON whatever a vendor calls its app', () => {
    const { lines, log } = logging();

    log.warn('app\r\n{"level":"error"}', { name: `\u001b[31m\u202eevil\n${'x'.repeat(9_999)}` });

    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toMatch(/[\p{Cc}\u202e]/u);
    expect(lines[0]?.length).toBeLessThan(700);
  });

  it('counts in a form that becomes a metric without a call', () => {
    const { lines, log } = logging();

    log.count('Delivery', 2, { vendor: 'github' });

    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      Delivery: 2,
      vendor: 'github',
      _aws: { CloudWatchMetrics: [{ Namespace: 'Grantline', Dimensions: [['vendor']] }] },
    });
  });
});

describe('a batch', () => {
  const queued = (messageId: string, body: string) => ({ messageId, body }) as SQSRecord;

  it('from a queue hands back exactly what failed', async () => {
    const { log } = logging();
    const taken: unknown[] = [];
    const Records = [queued('a', '1'), queued('b', '{'), queued('c', '3'), queued('d', '4')];

    const { batchItemFailures } = await takeQueueBatch({ Records }, log, async (body) => {
      if (body === 3) throw new VendorError('vendor-unavailable', 'down');
      taken.push(body);
    });

    expect(taken).toEqual([1, 4]);
    expect(batchItemFailures.map((one) => one.itemIdentifier)).toEqual(['b', 'c']);
  });

  it('from the queue by groups hands back a group that failed, whole, and what cannot be read', async () => {
    const { log } = logging();
    const taken: [string, readonly number[]][] = [];
    const Records = ['1', '2', '{', '3', '4', '5'].map((body, index) => queued(`m${index}`, body));

    const { batchItemFailures } = await takeQueueGroups({ Records }, log, {
      read: (body) => ({ group: Number(body) % 2 === 0 ? 'even' : 'odd', item: Number(body) }),
      take: async (group, items) => {
        taken.push([group, items]);
        if (group === 'even') throw new VendorError('vendor-unavailable', 'down');
      },
    });

    expect(taken).toEqual([
      ['odd', [1, 3, 5]],
      ['even', [2, 4]],
    ]);
    expect(batchItemFailures.map((one) => one.itemIdentifier)).toEqual(['m2', 'm1', 'm4']);
  });

  it('from the stream stops at the first failure, so that order is kept', async () => {
    const { log } = logging();
    const Records = ['1', '2', '3'].map(
      (SequenceNumber) => ({ dynamodb: { SequenceNumber } }) as DynamoDBRecord,
    );
    const taken: unknown[] = [];

    const { batchItemFailures } = await takeStreamBatch({ Records }, log, async (record) => {
      if (record.dynamodb?.SequenceNumber === '2') throw new TypeError('poison');
      taken.push(record.dynamodb?.SequenceNumber);
    });

    expect(taken).toEqual(['1']);
    expect(batchItemFailures).toEqual([{ itemIdentifier: '2' }]);
  });
});

describe('an HTTP answer', () => {
  it.each([
    [new DecisionRefusedError('ann answered'), 409, 'ann answered'],
    [new TypeError('CANARY in a foreign error'), 500, undefined],
    [new VendorError('vendor-unavailable', 'CANARY'), 500, undefined],
  ])('to %s', (error, status, message) => {
    const answer = errorAnswer(error);

    expect(answer.statusCode).toBe(status);
    expect(JSON.parse(answer.body ?? '{}').message).toBe(message);
    expect(answer.body).not.toContain('CANARY');
  });

  it('is given, and the error logged by its code, when a handler throws', async () => {
    const { lines, log } = logging();
    const handler = httpHandler(
      () => log,
      async () => {
        throw new DecisionRefusedError('no');
      },
    );

    const answer = await handler({} as APIGatewayProxyEventV2, {} as Context);

    expect(answer).toMatchObject({ statusCode: 409 });
    expect(lines.join()).toContain('decision-refused');
  });
});

describe('what an HTTP event may say', () => {
  const signedBy = (userArn: string) => ({ requestContext: { authorizer: { iam: { userArn } } } });

  it.each([
    ['arn:aws:sts::1:assumed-role/AWSReservedSSO_x/Ann@Example.com', 'ann@example.com'],
    ['arn:aws:iam::1:user/amy', 'arn:aws:iam::1:user/amy'],
  ])('%s is %s', (arn, caller) => {
    expect(callerOf(signedBy(arn))).toBe(caller);
  });

  it('is nobody without the gateway’s proof', () => {
    expect(() => callerOf({ body: '{"by":"ann@example.com"}' })).toThrow(DecisionRefusedError);
  });

  it.each(['{', '{"answer":"maybe"}', '{"answer":"approve","by":"me"}', 'x'.repeat(20_000)])(
    'a body %# that is not of the shape is refused by field, not by value',
    (body) => {
      const schema = z.strictObject({ answer: z.enum(['approve']) });

      expect(() => parseBody({ body } as APIGatewayProxyEventV2, schema)).toThrow(
        expect.objectContaining({ code: 'contract-broken' }),
      );
    },
  );
});

describe('queue messages', () => {
  const connections = {
    list: async () => [
      {
        vendor: 'okta' as const,
        tenant: 'acme.okta.com',
        baseUrl: '',
        settings: { streamSource: 'aws.partner/okta.com/acme/grantline' },
        connectedAt: 0,
      },
    ],
  };

  it('a log-stream event is the audit record of the connection that names its source', async () => {
    const event = {
      id: 'e1',
      source: 'aws.partner/okta.com/acme/grantline',
      detail: { uuid: 'u' },
    };

    expect(await parseInboxMessage({ connections }, event, 7)).toMatchObject({
      vendor: 'okta',
      tenant: 'acme.okta.com',
      origin: 'audit',
      deliveryId: 'stream:e1',
    });
  });

  it('a stream nobody named is refused', async () => {
    const event = { id: 'e1', source: 'aws.partner/okta.com/evil/x', detail: {} };

    await expect(parseInboxMessage({ connections }, event, 7)).rejects.toThrow(/no connection/);
  });

  it('what is no message of ours is refused', () => {
    for (const body of [{}, null, { kind: 'sweep' }, { kind: 'sweep', vendor: 'x', tenant: '1' }]) {
      expect(() => parseSweepMessage(body)).toThrow(/promised shape/);
      expect(() => parseLeaverMessage(body)).toThrow(/promised shape/);
    }
  });
});

describe('the policy file', () => {
  it('that is missing means no decision', () => {
    expect(() => readPolicyFile('/nowhere/policy.json')).toThrow(
      expect.objectContaining({ code: 'configuration-invalid' }),
    );
  });
});
