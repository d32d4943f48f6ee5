import { inspect } from 'node:util';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import {
  ExecutionAlreadyExists,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import { integrationItem } from '#adapters/dynamodb/integration-item.ts';
import { pack, unpack } from '#adapters/dynamodb/packed.ts';
import { storedTransition } from '#adapters/dynamodb/stream-record.ts';
import { transitionItem } from '#adapters/dynamodb/transition-item.ts';
import { createEventPublisher } from '#adapters/eventbridge/event-publisher.ts';
import {
  createSecretReader,
  createWebhookSecrets,
  readCredential,
  secretName,
} from '#adapters/secrets-manager/secrets.ts';
import { AwsCallError, type SignedCaller } from '#adapters/signed-call.ts';
import { createWorkflows } from '#adapters/step-functions/workflows.ts';
import { reconcile } from '#domain/reconcile.ts';
import { eventsOf } from '#domain/transition.ts';
import { relayTransition } from '#use-cases/relay-transitions.ts';
import { anApprovedIntegration, anObservation, aSighting } from '../domain/facts.ts';

function discovered(clientId = 'a') {
  const { key } = anObservation();
  const seen = anObservation({ key: { ...key, clientId } });
  const result = reconcile(undefined, seen, aSighting());
  if (result.outcome !== 'changed') throw new TypeError('the first sight changes');
  return result.step;
}

describe('publishing', () => {
  const bus = mockClient(EventBridgeClient);
  beforeEach(() => bus.reset());
  const events = ['a', 'b', 'c'].flatMap((id) => eventsOf(discovered(id).transition));

  it('sends exactly the failed entries again', async () => {
    bus
      .on(PutEventsCommand)
      .resolvesOnce({ Entries: [{ EventId: '1' }, { ErrorCode: 'Throttled' }, { EventId: '3' }] })
      .resolves({ Entries: [{ EventId: '2' }] });

    const failed = await createEventPublisher('bus').publish(events);

    const sent = bus.commandCalls(PutEventsCommand).map((call) => call.args[0].input.Entries ?? []);
    expect(failed).toEqual([]);
    expect(sent.map((entries) => entries.length)).toEqual([3, 1]);
    expect(sent[1]?.[0]?.Detail).toContain(events[1]?.id);
  });

  it('believes no entry out that was given no id, whatever the answer leaves out', async () => {
    bus.on(PutEventsCommand).resolves({ FailedEntryCount: 0 });

    expect(await createEventPublisher('bus').publish(events)).toEqual(events.map(({ id }) => id));
  });

  it('keeps every request small enough to be taken, and a huge event away from the others', async () => {
    bus.on(PutEventsCommand).callsFake(({ Entries }: { Entries: object[] }) => ({
      Entries: Entries.map(() => ({ EventId: '1' })),
    }));
    const [one, two, three] = events;
    if (one === undefined || two === undefined || three === undefined) throw new TypeError('three');
    const huge = { ...two, correlationId: 'x'.repeat(300_000) };
    const many = Array.from({ length: 11 }, () => three);

    await createEventPublisher('bus').publish([one, huge, ...many]);

    const sent = bus.commandCalls(PutEventsCommand).map((call) => call.args[0].input.Entries ?? []);
    expect(sent.map((entries) => entries.length)).toEqual([1, 1, 10, 1]);
  });

  it('names what never went out, so that the stream hands it over again', async () => {
    bus
      .on(PutEventsCommand)
      .resolves({ FailedEntryCount: 1, Entries: [{ ErrorCode: 'Internal' }] });
    const publisher = createEventPublisher('bus');

    await expect(relayTransition({ publisher }, discovered().transition)).rejects.toMatchObject({
      code: 'publish-failed',
      retryable: true,
    });
  });
});

describe('workflows', () => {
  const machines = mockClient(SFNClient);
  beforeEach(() => machines.reset());
  const fault = { $metadata: {}, message: 'x' };

  it('started twice by the same name are one', async () => {
    machines.on(StartExecutionCommand).rejects(new ExecutionAlreadyExists(fault));

    expect(await createWorkflows({ revocation: 'arn' }).startRevocation('rev_1', {})).toBe(
      'already-running',
    );
  });

  it('whose wait is over tell that nobody waits', async () => {
    machines.on(SendTaskSuccessCommand).rejects(new TaskTimedOut(fault));

    expect(await createWorkflows({}).answer('token', {})).toBe('nobody-waiting');
  });
});

describe('secrets', () => {
  function vault(answer: () => unknown) {
    let reads = 0;
    let now = 0;
    const caller: SignedCaller = {
      async json() {
        reads += 1;
        return answer();
      },
      object: async () => new Uint8Array(),
    };
    const read = createSecretReader(caller, { now: () => now });
    return {
      read,
      reads: () => reads,
      wait: (ms: number) => {
        now += ms;
      },
    };
  }

  it('are read once in five minutes', async () => {
    const { read, reads, wait } = vault(() => ({ SecretString: '{"current":"s"}' }));
    const source = createWebhookSecrets(read, 'grantline');
    for (let call = 0; call < 50; call += 1) await source.secrets('github', '9001');
    const before = reads();
    wait(300_000);
    await source.secrets('github', '9001');

    expect([before, reads()]).toEqual([1, 2]);
  });

  it('that are doubted are read again at most once a minute, however many doubt them', async () => {
    const { read, reads, wait } = vault(() => ({ SecretString: '{"current":"s"}' }));
    const source = createWebhookSecrets(read, 'grantline');
    const flood = async () => {
      for (let call = 0; call < 50; call += 1) await source.secrets('github', '9001', true);
      return reads();
    };
    await source.secrets('github', '9001');
    const atOnce = await flood();
    wait(60_000);

    expect([atOnce, await flood()]).toEqual([1, 2]);
  });

  it('that do not exist are remembered as missing: a flood for unknown tenants costs one read', async () => {
    const { read, reads } = vault(() => {
      throw new AwsCallError('GetSecretValue', 'ResourceNotFoundException', { status: 400 });
    });
    const source = createWebhookSecrets(read, 'grantline');

    expect(await source.secrets('github', 'x')).toBeUndefined();
    expect(await source.secrets('github', 'x')).toBeUndefined();
    expect(reads()).toBe(1);
  });

  it('that cannot be read are not missing', async () => {
    const { read } = vault(() => {
      throw new AwsCallError('GetSecretValue', 'AccessDeniedException', { status: 400 });
    });

    await expect(createWebhookSecrets(read, 'g').secrets('github', 'x')).rejects.toThrow(
      AwsCallError,
    );
  });

  it('of the wrong shape are refused without being quoted', async () => {
    const { read } = vault(() => ({ SecretString: '"CANARY"' }));

    const failed: unknown = await readCredential(read, 'grantline/x').catch((error) => error);

    expect(failed).toMatchObject({ code: 'contract-broken' });
    expect(inspect(failed, { depth: 9 })).not.toContain('CANARY');
  });

  it('of a tenant that no name can hold are missing, and nobody is asked', async () => {
    const { read, reads } = vault(() => ({ SecretString: '{"current":"s"}' }));

    expect(
      await createWebhookSecrets(read, 'g').secrets('github', 'x'.repeat(600)),
    ).toBeUndefined();
    expect(reads()).toBe(0);
  });

  it('of two tenants never share a name', () => {
    const names = ['a/b', 'a_2Fb', 'a_b', 'ab'].map((tenant) =>
      secretName('grantline', { vendor: 'okta', tenant }, 'read'),
    );

    expect(new Set(names).size).toBe(names.length);
  });

  it('are named by vendor, tenant and purpose, whatever a tenant is called', () => {
    expect(secretName('grantline', { vendor: 'okta', tenant: 'a/b*' }, 'act')).toBe(
      'grantline/okta/a_2Fb_2A/act',
    );
  });
});

describe('stored documents', () => {
  const bytes = (item: Record<string, unknown>) =>
    Object.entries(item).reduce(
      (sum, [name, value]) =>
        sum +
        name.length +
        (value instanceof Uint8Array ? value.byteLength : `${value ?? ''}`.length),
      0,
    );

  it('come back as they were', () => {
    expect(unpack(pack({ a: ['ü', 1, null] }))).toEqual({ a: ['ü', 1, null] });
    expect(() => unpack(new Uint8Array([1, 2, 3]))).toThrow(/cannot be unpacked/);
  });

  it('of a typical integration are small enough for 1,000 to be read in 63 units', () => {
    const scopes = [
      'checks:read',
      'contents:read',
      'issues:write',
      'metadata:read',
      'pull_requests:write',
    ];

    expect(bytes(integrationItem(anApprovedIntegration({ scopes })))).toBeLessThanOrEqual(516);
  });

  it('of a change cost four write units: two items of at most 1 KB', () => {
    const { next, transition } = discovered();

    expect(bytes(integrationItem(next))).toBeLessThanOrEqual(1_024);
    expect(bytes(transitionItem(transition))).toBeLessThanOrEqual(1_024);
  });

  it('reach the relay from the stream, and nothing else does', () => {
    const { transition } = discovered();
    const { pk, sk, j } = transitionItem(transition);
    const image = (sortKey: unknown) => ({
      eventName: 'INSERT' as const,
      dynamodb: {
        NewImage: {
          pk: { S: String(pk) },
          sk: { S: String(sortKey) },
          j: { B: Buffer.from(j as Uint8Array).toString('base64') },
        },
      },
    });

    expect(storedTransition(image(sk))).toEqual(JSON.parse(JSON.stringify(transition)));
    expect(storedTransition(image('INTEGRATION#int_1'))).toBeUndefined();
    expect(storedTransition({ ...image(sk), eventName: 'MODIFY' })).toBeUndefined();
  });
});
