/** The clock's hand: one message for each connected tenant. Knows no vendor. */
import type { Connections, WorkQueue } from './ports.ts';

/** Asks for a sweep, or a poll of the feeds, of every connection.
 *  @returns messages sent */
export async function scheduleSweeps(
  ports: { connections: Connections; workQueue: WorkQueue },
  kind: 'sweep' | 'feed',
): Promise<number> {
  const connections = await ports.connections.list();
  for (const { vendor, tenant } of connections) {
    await ports.workQueue.send({ kind, vendor, tenant });
  }
  return connections.length;
}
