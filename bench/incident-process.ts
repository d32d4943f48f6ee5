/** One process: the mass revocation of I-11 in virtual time, with its faults. */
import { runMassRevocation } from '../test/incidents/mass-revocation.ts';

const run = await runMassRevocation();
const asked = new Set(run.world.started.map(({ integrationId }) => integrationId)).size;
console.log(
  JSON.stringify({
    percentOver: (run.tookMs / run.boundMs - 1) * 100,
    lost: run.lost,
    twice: run.appliedTwice + run.world.started.length - asked,
    busiestMinute: run.busiestMinute,
  }),
);
