/** `grantline events`: what was said, read back from the history and followed by looking again. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import * as z from 'zod';
import { toTimestamp } from '#domain/time.ts';
import { type DetailType, isDetailType, type LifecycleEvent } from '#events/catalogue.ts';
import { Vendor } from '#events/vocabulary.ts';
import type { Cli } from '../backend.ts';
import { collectorNamesOf, eventsOfAll, transitionsWithin } from '../history.ts';
import { durationOption, parseMoment, parseVendor, StackOptions, withStack } from '../options.ts';
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
const LOOK_EVERY = 'PT5S';

/** Adds the command. */
export function addEvents(program: Command, cli: Cli): void {
  const moment = (text: string) => parseMoment(text, cli.clock.now());
  withStack(program.command('events'))
    .description('print lifecycle events from the history, oldest first')
    .addOption(
      new Option('--since <time>', 'from then on: RFC 3339, or P7D, PT1H back')
        .argParser(moment)
        .default(moment(DAY_BACK), DAY_BACK),
    )
    .option('--vendor <vendor>', 'only this vendor', parseVendor)
    .option('--type <type>', 'only this event, such as integration.discovered', parseType)
    .option('--follow', 'look again until stopped')
    .addOption(durationOption('--every <duration>', 'with --follow: how often', LOOK_EVERY))
    .action(async (raw: unknown) => {
      const options = EventsOptions.parse(raw);
      const backend = await cli.openBackend(options);
      const walk = { collectorNames: collectorNamesOf(cli), walked: new Map() };
      let isFirstLook = true;
      do {
        const events = eventsOfAll(await transitionsWithin(backend, options, walk));
        const wanted = events.filter(({ type }) => type === (options.type ?? type));
        for (const event of wanted) await printEvent(cli, event, options.json === true);
        if (wanted.length === 0 && isFirstLook) cli.terminal.note(nothingSaid(options));
        if (options.follow !== true) return;
        isFirstLook = false;
        await cli.pause(options.every);
      } while (!cli.terminal.stopped.aborted);
    });
}

function printEvent(cli: Cli, event: LifecycleEvent, isJson: boolean): Promise<void> {
  return cli.terminal.print(isJson ? toJson(event) : eventLine(event));
}

function nothingSaid({ type, vendor, since }: EventsOptions): string {
  const whose = vendor === undefined ? '' : ` of ${vendor}`;
  return `No ${type ?? 'event'}${whose} since ${toTimestamp(since)}.`;
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
  throw new InvalidArgumentError('events/README.md lists the lifecycle events.');
}
