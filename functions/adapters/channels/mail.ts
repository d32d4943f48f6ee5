/** Mail over Amazon SES. Source: docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html. */
import * as z from 'zod';
import { ContractError } from '#domain/errors.ts';
import type { Way } from '#use-cases/telling-ports.ts';
import type { SignedCaller } from '../signed-call.ts';

const Sent = z.object({ MessageId: z.string().min(1) });
const Address = z.email().max(320);

/** Mail from one verified address. SES's message id is the receipt.
 *  @param from identity that SES has verified */
export function createMail(caller: SignedCaller, from: string): Way {
  return {
    name: 'mail',
    async send({ to, subject, body }) {
      if (!Address.safeParse(to).success) {
        throw new ContractError('mail: the person asked has no e-mail address');
      }
      const answer = await caller.rest('ses', '/v2/email/outbound-emails', {
        FromEmailAddress: from,
        Destination: { ToAddresses: [to] },
        Content: {
          Simple: {
            Subject: { Data: subject, Charset: 'UTF-8' },
            Body: { Text: { Data: body, Charset: 'UTF-8' } },
          },
        },
      });
      return { reference: Sent.parse(answer).MessageId };
    },
  };
}
