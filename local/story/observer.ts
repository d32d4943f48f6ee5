/**
 * Looks at the deployed stack from outside, as a customer's own rule would: a queue behind a rule on
 * the lifecycle bus. Nothing of the product's code is called.
 */
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { AnyLifecycleEvent, type LifecycleEvent } from '#events/catalogue.ts';
import type { StackOutputs } from '../engine/deploy.ts';
import type { Engine } from '../engine/engine.ts';
import { NotObserved } from './not-observed.ts';

export interface Observer {
  /** Every event seen so far, each id once, oldest first. */
  readonly events: readonly LifecycleEvent[];
  /** Every alert that reached a topic. */
  readonly alerts: readonly string[];
  /** Waits until something holds, looking about five times a second.
   *  @throws NotObserved after the seconds */
  until<Seen>(
    what: string,
    look: () => Promise<Seen | undefined> | Seen | undefined,
    seconds?: number,
  ): Promise<Seen>;
  /** Reads what has arrived. */
  look(): Promise<void>;
}

/** Only a failing expectation lasts this long; a slow machine must not make one. */
const SECONDS = 120;
const PAUSE_MS = 200;

const OnBus = z.object({ detail: AnyLifecycleEvent });

/** Puts the queue behind the bus and the topics. */
export async function startObserver(engine: Engine, outputs: StackOutputs): Promise<Observer> {
  const sqs = new SQSClient(engine.client);
  const bus = await openQueue(sqs, 'story-events');
  const topic = await openQueue(sqs, 'story-alerts');
  await watchBus(engine, outputs.BusName ?? '', bus.arn);
  for (const arn of [outputs.PageTopicArn, outputs.NotifyTopicArn]) {
    await new SNSClient(engine.client).send(
      new SubscribeCommand({
        TopicArn: arn,
        Protocol: 'sqs',
        Endpoint: topic.arn,
        Attributes: { RawMessageDelivery: 'true' },
      }),
    );
  }
  const seen = new Map<string, LifecycleEvent>();
  const alerts: string[] = [];
  const observer: Observer = {
    get events() {
      return [...seen.values()];
    },
    alerts,
    async look() {
      for (const body of await drain(sqs, bus.url)) {
        const { detail } = OnBus.parse(JSON.parse(body));
        seen.set(detail.id, detail);
      }
      alerts.push(...(await drain(sqs, topic.url)));
    },
    async until(what, look, seconds = SECONDS) {
      const end = Date.now() + seconds * 1000;
      for (;;) {
        await observer.look();
        const found = await look();
        if (found !== undefined && found !== false) return found;
        if (Date.now() > end) throw new NotObserved(`${what}: not seen within ${seconds} s`);
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      }
    },
  };
  return observer;
}

async function openQueue(sqs: SQSClient, name: string): Promise<{ url: string; arn: string }> {
  const { QueueUrl: url = '' } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['QueueArn'] }),
  );
  return { url, arn: Attributes?.QueueArn ?? '' };
}

async function watchBus(engine: Engine, busName: string, queueArn: string): Promise<void> {
  const events = new EventBridgeClient(engine.client);
  await events.send(
    new PutRuleCommand({
      Name: 'story-observer',
      EventBusName: busName,
      EventPattern: JSON.stringify({ source: ['grantline'] }),
    }),
  );
  await events.send(
    new PutTargetsCommand({
      Rule: 'story-observer',
      EventBusName: busName,
      Targets: [{ Id: 'queue', Arn: queueArn }],
    }),
  );
}

const BATCHES_MAX = 50;

async function drain(sqs: SQSClient, url: string): Promise<string[]> {
  const bodies: string[] = [];
  for (let batch = 0; batch < BATCHES_MAX; batch += 1) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10, WaitTimeSeconds: 0 }),
    );
    if (Messages.length === 0) break;
    bodies.push(...Messages.map((message) => message.Body ?? ''));
    await sqs.send(
      new DeleteMessageBatchCommand({
        QueueUrl: url,
        Entries: Messages.map((message, index) => ({
          Id: String(index),
          ReceiptHandle: message.ReceiptHandle,
        })),
      }),
    );
  }
  return bodies;
}
