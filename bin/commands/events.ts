/** `grantline events`: what was said, read back from the history and followed by looking again. */
import { type Command, InvalidArgumentError } from 'commander';
import * as z from 'zod';
import { type DetailType, isDetailType, type LifecycleEvent } from '#events/catalogue.ts';
import { Vendor } from '#events/vocabulary.ts';
import type { Cli } from '../backend.ts';
import { collectorNamesOf, eventsOfAll, transitionsWithin } from '../history.ts';
import { parseDuration, parseMoment, parseVendor, StackOptions, withStack } from '../options.ts';
import { printable, toJson } from '../output.ts';

const EventsOptions = StackOptions.extend({
  since: z.int(),
  vendor: Vendor.optional(),
  type: z.custom<DetailType>(isDetailType).optional(),
  follow: z.boolean().optional(),
  every: z.int().positive(),
});
type EventsOptions = z.infer<typeof EventsOptions>;

const DAY_BACK = 'P1D';
const LOOK_EVERY_MS = 5_000;

/** Adds the command. */
export function addEvents(program: Command, cli: Cli): void {
  const moment = (text: string) => parseMoment(text, cli.clock.now());
  withStack(program.command('events'))
    .description('print lifecycle events from the history, oldest first')
    .option('--since <time>', 'from then on: RFC 3339, or P7D, PT1H back', moment, moment(DAY_BACK))
    .option('--vendor <vendor>', 'only this vendor', parseVendor)
    .option('--type <type>', 'only this event, such as integration.discovered', parseType)
    .option('--follow', 'look again until stopped')
    .option('--every <duration>', 'with --follow: how often', parseDuration, LOOK_EVERY_MS)
    .action(async (raw: unknown) => {
      const options = EventsOptions.parse(raw);
      const backend = await cli.openBackend(options);
      const walk = { collectorNames: collectorNamesOf(cli), walked: new Map() };
      do {
        const events = eventsOfAll(await transitionsWithin(backend, options, walk));
        for (const event of events) await printEvent(cli, event, options);
        if (options.follow !== true) return;
        await cli.pause(options.every);
      } while (!cli.terminal.stopped.aborted);
    });
}

async function printEvent(cli: Cli, event: LifecycleEvent, options: EventsOptions): Promise<void> {
  if (options.type !== undefined && event.type !== options.type) return;
  await cli.terminal.print(options.json === true ? toJson(event) : eventLine(event));
}

/** One line for people: when, how urgent, what, about whom, why. */
function eventLine(event: LifecycleEvent): string {
  const { cause, actor } = event;
  const who = actor.id === undefined ? actor.type : `${actor.type} ${actor.id}`;
  const parts = [
    event.observedAt,
    event.severity.padEnd(8),
    event.type.padEnd(32),
    subjectWords(event),
    `[${cause.kind} ${cause.ref}; by ${who}]`,
  ];
  return printable(parts.join('  '));
}

function subjectWords(event: LifecycleEvent): string {
  if ('task' in event) return `${event.task.taskId} for ${event.task.assignee}`;
  if ('tenant' in event) return `${event.tenant.vendor} tenant ${event.tenant.tenant}`;
  if ('incident' in event) return `${event.incident.incidentId} ${event.incident.vendor}`;
  const { integrationId, clientName, clientId } = event.subject;
  return `${integrationId} ${clientName ?? clientId}`;
}

function parseType(text: string): DetailType {
  if (isDetailType(text)) return text;
  throw new InvalidArgumentError(`${text} is no lifecycle event; events/README.md lists them.`);
}
