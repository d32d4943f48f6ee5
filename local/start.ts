/**
 * `npm start`: the whole product on this machine. Deploys the synthesised template to the local engine,
 * starts the vendors, connects them, plays the story, and stays up for the command line. With `--once`
 * it stops everything and exits 0 only if every expectation was observed.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bootstrap, type Deployed, deploy, httpApiUrl } from './engine/deploy.ts';
import { type Engine, startEngine } from './engine/engine.ts';
import { byHandText } from './story/by-hand.ts';
import { runGrantline } from './story/command-line.ts';
import type { Delivery, StoryContext } from './story/context.ts';
import { startObserver } from './story/observer.ts';
import { play } from './story/play.ts';
import {
  countByType,
  countByVendor,
  type RunReport,
  reportText,
  writeReport,
} from './story/report.ts';
import { STEPS } from './story/steps.ts';
import { startVendors, type Vendors } from './story/vendors.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const LOCAL = join(ROOT, '.local');
const ASSEMBLY = join(LOCAL, 'cdk.out');
const SESSION = join(LOCAL, 'session.json');
const STACK = 'Grantline';

const say = (line: string) => console.log(line);

/** Synthesises exactly as a deployer would, with the story's policy file laid over the defaults. */
function synthesise(): void {
  const context = {
    policyFile: join(ROOT, 'local/story/policy.yaml'),
    deadlinesEvery: 'PT1M',
    sweepEvery: 'P1D',
    feedEvery: 'P1D',
  };
  execFileSync(process.execPath, ['--no-warnings', '--import', 'tsx', 'bin/app.ts'], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...process.env,
      CDK_OUTDIR: ASSEMBLY,
      CDK_CONTEXT_JSON: JSON.stringify({
        grantline: context,
        '@aws-cdk/core:checkSecretUsage': true,
        '@aws-cdk/aws-iam:minimizePolicies': true,
      }),
    },
  });
}

function writeSession(engine: Engine): void {
  const session = {
    endpoint: engine.endpoint,
    region: engine.region,
    accessKeyId: engine.client.credentials.accessKeyId,
    secretAccessKey: engine.client.credentials.secretAccessKey,
    stackName: STACK,
  };
  writeFileSync(SESSION, JSON.stringify(session), { mode: 0o600 });
}

function poster(engine: Engine, deployed: Deployed) {
  const base = httpApiUrl(engine, deployed.outputs.WebhookApiId ?? '');
  return async (vendor: string, tenant: string, delivery: Delivery): Promise<number> => {
    const response = await fetch(`${base}/webhooks/${vendor}/${encodeURIComponent(tenant)}`, {
      method: 'POST',
      headers: delivery.headers,
      body: delivery.body,
    });
    return response.status;
  };
}

async function tell(engine: Engine, deployed: Deployed, vendors: Vendors): Promise<RunReport> {
  const observer = await startObserver(engine, deployed.outputs);
  const context: StoryContext = {
    engine,
    outputs: deployed.outputs,
    deployed,
    vendors,
    observer,
    grantline: runGrantline,
    post: poster(engine, deployed),
    say,
  };
  const steps = await play(STEPS, context);
  await observer.look();
  return {
    engine: { name: 'ministack', version: engine.version },
    stack: { resources: deployed.resources, functions: deployed.functions },
    integrations: countByVendor(await runGrantline(['list'])),
    events: countByType(observer.events),
    steps,
    ok: steps.every((step) => step.ok),
  };
}

async function main(): Promise<void> {
  const once = process.argv.includes('--once');
  mkdirSync(LOCAL, { recursive: true });
  const engine = await startEngine({ directory: LOCAL, log: say });
  say('synthesising the app');
  synthesise();
  say('deploying it to the local engine');
  await bootstrap(engine);
  const deployed = await deploy(engine, ASSEMBLY, STACK);
  writeSession(engine);
  const vendors = await startVendors();
  const stop = async () => {
    rmSync(SESSION, { force: true });
    await vendors.stop();
    await engine.stop();
  };
  const report = await tell(engine, deployed, vendors);
  writeReport(join(LOCAL, 'run.json'), report);
  say(reportText(report));
  if (once) {
    await stop();
    process.exitCode = report.ok ? 0 : 1;
    return;
  }
  say(byHandText(vendors));
  process.once('SIGINT', () => {
    void stop().then(() => process.exit(report.ok ? 0 : 1));
  });
}

await main();
