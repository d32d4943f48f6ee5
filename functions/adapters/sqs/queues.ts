/** The inbox and the work queues. Resolves only when the queue has the message. */
import type { IncidentQueue } from '#use-cases/incident-port.ts';
import type { Inbox, InboxReplay, WorkQueue } from '#use-cases/ports.ts';
import type { SignedCaller } from '../signed-call.ts';

const SEND = 'AmazonSQS.SendMessage';

async function send(
  caller: SignedCaller,
  queueUrl: string,
  message: { body: object; delaySeconds?: number },
): Promise<void> {
  await caller.json('sqs', SEND, {
    QueueUrl: queueUrl,
    MessageBody: JSON.stringify(message.body),
    ...(message.delaySeconds ? { DelaySeconds: message.delaySeconds } : {}),
  });
}

/** The inbox of verified deliveries. */
export function createInbox(caller: SignedCaller, queueUrl: string): Inbox {
  return { send: (message) => send(caller, queueUrl, { body: message }) };
}

/** The inbox for messages that lay in quarantine, sent again to the byte. */
export function createInboxReplay(caller: SignedCaller, queueUrl: string): InboxReplay {
  return {
    async resend(message) {
      await caller.json('sqs', SEND, { QueueUrl: queueUrl, MessageBody: message });
    },
  };
}

/** The queues of sweeps and leavers. */
export function createWorkQueue(
  caller: SignedCaller,
  urls: { sweeps?: string; leavers?: string },
): WorkQueue {
  return {
    async send(message, delaySeconds) {
      await send(caller, known(urls.sweeps, 'sweep'), { body: message, delaySeconds });
    },
    async sendLeaver(message) {
      await send(caller, known(urls.leavers, 'leaver'), { body: message });
    },
  };
}

/** The queue of the runs of incidents. */
export function createIncidentQueue(caller: SignedCaller, queueUrl: string): IncidentQueue {
  return {
    send: (message, delaySeconds) => send(caller, queueUrl, { body: message, delaySeconds }),
  };
}

function known(url: string | undefined, what: string): string {
  if (url !== undefined) return url;
  throw new TypeError(`this function has no ${what} queue`);
}
