/** What lies in the work queues. */
import * as z from 'zod';
import { ContractError } from '#domain/errors.ts';
import { AnyLifecycleEvent, type LifecycleEvent } from '#events/catalogue.ts';
import { Vendor } from '#events/vocabulary.ts';
import type { IncidentMessage } from '#use-cases/incident-port.ts';
import type { LeaverMessage, SweepMessage } from '#use-cases/ports.ts';

const tenant = { vendor: Vendor, tenant: z.string() };

const SweepBody = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('sweep'), ...tenant }),
  z.object({ kind: z.literal('collect'), ...tenant, collector: z.string() }),
  z.object({ kind: z.literal('feed'), ...tenant }),
]);

const LeaverBody = z.object({
  kind: z.literal('owner-left'),
  email: z.string(),
  status: z.string(),
  at: z.number(),
  cursor: z.string().optional(),
});

const IncidentBody = z.object({
  kind: z.literal('run-incident'),
  incidentId: z.string(),
  ...tenant,
});

/** @throws ContractError when the body is no message of the sweep queue */
export function parseSweepMessage(body: unknown): SweepMessage {
  return parsed(SweepBody, body);
}

/** @throws ContractError when the body is no message of the leaver queue */
export function parseLeaverMessage(body: unknown): LeaverMessage {
  return parsed(LeaverBody, body);
}

/** What the bus puts into a queue: its own envelope around the event. */
const BusBody = z.object({ detail: AnyLifecycleEvent });

/** @throws ContractError when the body holds no lifecycle event */
export function parseBusMessage(body: unknown): LifecycleEvent {
  return parsed(BusBody, body).detail;
}

/** @throws ContractError when the body is no message of the incident queue */
export function parseIncidentMessage(body: unknown): IncidentMessage {
  return parsed(IncidentBody, body);
}

function parsed<Message>(schema: z.ZodType<Message>, body: unknown): Message {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  throw new ContractError('a queue message does not have the promised shape', {
    cause: result.error,
  });
}
