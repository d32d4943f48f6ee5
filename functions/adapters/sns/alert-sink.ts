/** Alerts to the on-call topics. */
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { AlertSink } from '#use-cases/ports.ts';
import { CLIENT_OPTIONS } from '../aws-client.ts';

/** Alerts on one topic a route. */
export function createAlertSink(
  topics: { page: string; notify: string },
  client = new SNSClient(CLIENT_OPTIONS),
): AlertSink {
  return {
    async send(route, { subject, body, eventId }) {
      await client.send(
        new PublishCommand({
          TopicArn: topics[route],
          Subject: subject,
          Message: body,
          MessageAttributes: { eventId: { DataType: 'String', StringValue: eventId } },
        }),
      );
    },
  };
}
