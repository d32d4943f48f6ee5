/** One fresh process: a sweep of 100,000 integrations, first and unchanged; peak memory at the end. */
import { sweepVendor } from '../functions/use-cases/sweep-vendor.ts';
import { BUDGET, benchWorld, TENANT } from './world.ts';

const SIZE = 100_000;
const world = benchWorld();
// Two hundred pages at most are read in one run of this list; the bench lifts that bound.
const connector = await world.ports.vendors.connector('github');
const lifted = connector.collectors.map((one) => ({ ...one, pagesMax: Number.MAX_SAFE_INTEGER }));
const ports = {
  ...world.ports,
  vendors: {
    ...world.ports.vendors,
    connector: async () => ({ ...connector, collectors: lifted }),
  },
};
world.vendor.size = SIZE;
await sweepVendor(ports, TENANT, BUDGET);
world.counting.reset();
world.advance(3_600_000);
await sweepVendor(ports, TENANT, BUDGET);
// What stands in for the table lives in the same process and is counted with it.
console.log(
  JSON.stringify({
    peakMb: Math.round(process.resourceUsage().maxRSS / 1024),
    writeUnits: world.counting.counts.writeUnits,
  }),
);
