/** One fresh process: CPU of an unchanged record and of a received webhook against bare JSON.parse. */
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { githubWebhook } from '../functions/connectors/github/webhook.ts';
import { receiveWebhook } from '../functions/use-cases/receive-webhook.ts';
import { sweepVendor } from '../functions/use-cases/sweep-vendor.ts';
import { BUDGET, benchWorld, PER_PAGE, pageOf, TENANT } from './world.ts';

const ROUNDS = 25;
const SIZE = 2_000;

async function cpuOf(run: () => Promise<void> | void): Promise<number> {
  const start = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(start);
  return user + system;
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Median over interleaved rounds of candidate CPU by floor CPU. */
async function ratio(floor: () => void, candidate: () => Promise<void>): Promise<number> {
  const ratios: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const base = await cpuOf(floor);
    ratios.push((await cpuOf(candidate)) / Math.max(1, base));
  }
  return median(ratios.slice(5));
}

async function sweepRatio(): Promise<number> {
  const world = benchWorld();
  world.vendor.size = SIZE;
  const pages = Array.from({ length: SIZE / PER_PAGE }, (_, index) =>
    pageOf(index + 1, world.vendor),
  );
  world.vendor.pages = pages;
  await sweepVendor(world.ports, TENANT, BUDGET);
  return ratio(
    () => {
      for (const page of pages) JSON.parse(page);
    },
    async () => {
      world.advance(3_600_000);
      await sweepVendor(world.ports, TENANT, BUDGET);
    },
  );
}

const DELIVERIES = 400;
const RECORDED = new URL(
  '../local/corpus/github/octokit-webhooks-installation.created.json',
  import.meta.url,
);

async function receiveRatio(): Promise<number> {
  const body = readFileSync(RECORDED);
  const text = body.toString('utf8');
  const signature = createHmac('sha256', 'secret').update(body).digest('hex');
  const refused = () => ({ verdict: 'refused' as const, reason: 'signature-missing' as const });
  const ports = {
    edges: {
      github: githubWebhook,
      okta: { vendor: 'okta' as const, verify: refused },
      salesforce: { vendor: 'salesforce' as const, verify: refused },
      slack: { vendor: 'slack' as const, verify: refused },
    },
    webhookSecrets: { secrets: async () => ({ current: 'secret' }) },
    inbox: { send: async () => {} },
    payloads: { save: async () => {} },
    clock: { now: () => 0 },
    log: { info() {}, warn() {}, error() {}, count() {} },
  };
  const request = {
    vendor: 'github',
    tenant: '9001',
    method: 'POST' as const,
    headers: { 'x-hub-signature-256': `sha256=${signature}`, 'x-github-delivery': 'd' },
    body,
  };
  return ratio(
    () => {
      for (let one = 0; one < DELIVERIES; one += 1) JSON.parse(text);
    },
    async () => {
      for (let one = 0; one < DELIVERIES; one += 1) await receiveWebhook(ports, request);
    },
  );
}

console.log(JSON.stringify({ sweep: await sweepRatio(), receive: await receiveRatio() }));
