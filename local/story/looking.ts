/** What the steps look at, through the command line: the inventory, single integrations, open tasks. */
import * as z from 'zod';
import type { LifecycleEvent } from '#events/catalogue.ts';
import type { Vendor } from '#events/vocabulary.ts';
import type { StoryContext } from './context.ts';
import { NotObserved } from './not-observed.ts';

const Listed = z.array(
  z.object({
    id: z.string(),
    vendor: z.string(),
    tenant: z.string(),
    kind: z.string(),
    clientName: z.string().optional(),
    state: z.string(),
    version: z.number(),
    fingerprint: z.string(),
    owner: z.object({ email: z.string() }).optional(),
  }),
);
export type ListedIntegration = z.infer<typeof Listed>[number];

const OpenTasks = z.array(
  z.object({ id: z.string(), integrationId: z.string(), assignee: z.string(), reason: z.string() }),
);
export type OpenTask = z.infer<typeof OpenTasks>[number];

/** Everything that is known. */
export async function inventory(context: StoryContext): Promise<ListedIntegration[]> {
  return Listed.parse(await context.grantline(['list']));
}

/** The one with this name.
 *  @throws NotObserved when it is not known */
export async function named(context: StoryContext, name: string): Promise<ListedIntegration> {
  const found = (await inventory(context)).find((one) => one.clientName === name);
  if (found === undefined) throw new NotObserved(`${name} is not in the inventory`);
  return found;
}

/** Waits for an open task about an integration. */
export async function taskAbout(context: StoryContext, integrationId: string): Promise<OpenTask> {
  const seen = context.observer.until('a task', async () => {
    const open = OpenTasks.parse(await context.grantline(['tasks']));
    return open.find((task) => task.integrationId === integrationId);
  });
  return told(context, integrationId, seen);
}

const LAST_EVENTS = 6;

/** What was waited for, or why not: where the integration stands and what was said of it last.
 *  @throws NotObserved with both */
async function told<Seen>(context: StoryContext, id: string, seen: Promise<Seen>): Promise<Seen> {
  try {
    return await seen;
  } catch (error) {
    if (!(error instanceof NotObserved)) throw error;
    const known = (await inventory(context)).find((one) => one.id === id);
    const said = context.observer.events
      .filter((event) => 'subject' in event && event.subject?.integrationId === id)
      .slice(-LAST_EVENTS)
      .map(({ type }) => type);
    const state = known === undefined ? 'not in the inventory' : `state ${known.state}`;
    throw new NotObserved(`${error.message} (${state}; said: ${said.join(', ') || 'nothing'})`);
  }
}

/** An integration whose event may take longer than usual. */
interface Late {
  readonly id: string;
  readonly seconds: number;
}

/** Waits for an event of one type about an integration. */
export function eventAbout(context: StoryContext, type: string, which: string | Late) {
  const { id, seconds } = typeof which === 'string' ? { id: which, seconds: undefined } : which;
  const { observer } = context;
  const seen = observer.until(
    type,
    () =>
      observer.events.find(
        (event) => event.type === type && 'subject' in event && event.subject?.integrationId === id,
      ),
    seconds,
  );
  return told(context, id, seen);
}

/** What was said about one vendor's tenants since so many events had been seen; events of other steps
 *  may still be on their way and prove nothing about this one. */
export async function saidSince(
  context: StoryContext,
  from: { readonly events: number; readonly vendor: Vendor },
): Promise<readonly LifecycleEvent[]> {
  await context.observer.look();
  return context.observer.events.slice(from.events).filter((event) => {
    const where = 'tenant' in event ? event.tenant : 'subject' in event ? event.subject : undefined;
    return where?.vendor === from.vendor;
  });
}

/** Looks that must find nothing new, one after the other, before the bus counts as calm. */
const CALM_LOOKS = 15;

/** Waits until what earlier steps set in motion has been said. */
export async function calm(context: StoryContext): Promise<void> {
  let seen = -1;
  let looks = 0;
  await context.observer.until('a calm bus', () => {
    const { length } = context.observer.events;
    looks = length === seen ? looks + 1 : 0;
    seen = length;
    return looks >= CALM_LOOKS ? true : undefined;
  });
}
