/** Free loopback ports for the engine and the simulators. Never listens on another address. */
import { createServer } from 'node:net';

/** A TCP port nobody listens on right now on 127.0.0.1; another program may still take it first.
 *  @throws the system's error when no port can be bound */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen({ host: '127.0.0.1', port: 0 }, () => {
      const address = probe.address();
      probe.close(() => {
        if (address === null || typeof address === 'string') reject(new Error('no port was given'));
        else resolve(address.port);
      });
    });
  });
}
