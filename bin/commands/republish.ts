/**
 * `grantline republish`: says the events of a period again, with the same ids, after a consumer
 * lost them. Nothing is decided anew: whoever keeps ids sees that it knows them.
 */
import { type Command, InvalidArgumentError } from 'commander';
import * as z from 'zod';
import { PublishError } from '#domain/errors.ts';
import { toTimestamp } from '#domain/time.ts';
import type { LifecycleEvent } from '#events/catalogue.ts';
import { Vendor } from '#events/vocabulary.ts';
import type { Cli } from '../backend.ts';
import { collectorNamesOf, eventsOfAll, transitionsWithin } from '../history.ts';
import { parseMoment, parseVendor, StackOptions, withStack } from '../options.ts';
import { toJson } from '../output.ts';

const RepublishOptions = StackOptions.extend({
  since: z.int(),
  until: z.int().optional(),
  vendor: Vendor.optional(),
  dryRun: z.boolean().optional(),
});

/** Adds the command. */
export function addRepublish(program: Command, cli: Cli): void {
  const moment = (text: string) => parseMoment(text, cli.clock.now());
  withStack(program.command('republish'))
    .description('publish the events of a period again, with the same ids')
    .requiredOption('--since <time>', 'first moment: RFC 3339, or P7D, PT1H back', moment)
    .option('--until <time>', 'end of the period, itself left out (default: now)', moment)
    .option('--vendor <vendor>', 'only this vendor', parseVendor)
    .option('--dry-run', 'only count them')
    .action(async (raw: unknown) => {
      const options = RepublishOptions.parse(raw);
      const { since, until = cli.clock.now() } = options;
      if (until <= since) {
        throw new InvalidArgumentError('the period is empty: --until is not after --since');
      }
      const backend = await cli.openBackend(options);
      const events = eventsOfAll(
        await transitionsWithin(
          backend,
          { since, until, vendor: options.vendor },
          { collectorNames: collectorNamesOf(cli) },
        ),
      );
      const lost = options.dryRun === true ? [] : await backend.publisher.publish(events);
      const period = { since: toTimestamp(since), until: toTimestamp(until) };
      if (options.json === true) {
        const published = options.dryRun === true ? 0 : events.length - lost.length;
        await cli.terminal.print(toJson({ ...period, found: events.length, published, lost }));
      } else {
        await cli.terminal.print(summary(events, options.dryRun === true));
      }
      if (lost.length > 0) throw notPublished(lost);
    });
}

function summary(events: readonly LifecycleEvent[], isDryRun: boolean): string {
  const counts = new Map<string, number>();
  for (const event of events) counts.set(event.type, (counts.get(event.type) ?? 0) + 1);
  const lines = [...counts].sort().map(([type, count]) => `  ${count}  ${type}`);
  const verb = isDryRun ? 'would be sent' : 'sent to the bus';
  return [`${events.length} events ${verb}`, ...lines].join('\n');
}

function notPublished(lost: readonly string[]): PublishError {
  return new PublishError(`${lost.length} events did not go out: ${lost.slice(0, 5).join(', ')}`, {
    remedy: 'Run the same command again: ids stay the same.',
  });
}
