/**
 * Puts the commands together with the real world. With compose-stack.ts the only file of bin that
 * sees connectors, adapters and platform; AWS clients are loaded only by commands that need a stack.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { loadConnector } from '#connectors/registry.ts';
import { systemClock } from '#platform/clock.ts';
import { createVendorHttp } from '#platform/http.ts';
import type { Cli } from './backend.ts';
import { createTerminal } from './terminal.ts';

/** The CLI on this machine's terminal, file system, clock and network. */
export function createCli(): Cli {
  const terminal = createTerminal();
  return {
    terminal,
    clock: systemClock,
    connector: loadConnector,
    vendorHttp: (baseUrl) => createVendorHttp({ baseUrl, fetch }),
    openBackend: async (choice) => {
      const { openBackend } = await import('./compose-stack.ts');
      return openBackend(choice, terminal);
    },
    pause: (ms) => wait(ms, undefined, { signal: terminal.stopped }).catch(() => undefined),
  };
}
