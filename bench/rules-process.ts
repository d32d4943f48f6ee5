/** One fresh process: a million recorded transitions replayed from JSON Lines, beside plain JSON.parse. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { replayFile } from '../bin/commands/policy.ts';
import { parsePolicy } from '../functions/domain/policy.ts';
import { RULES } from '../functions/domain/rules/registry.ts';
import { createReplay } from '../functions/domain/rules/replay.ts';

const SIZE = 1_000_000;
const INTEGRATIONS = 100_000;
const CHUNK = 100;
const ROOT = new URL('../', import.meta.url);
const TYPES = ['dormant', 'reappeared', 'token-ageing', 'scopes-changed', 'review-due'];

const textOf = (file: string) => readFileSync(new URL(file, ROOT), 'utf8');
const templates = TYPES.map((type) => {
  const sample = JSON.parse(textOf(`events/samples/integration.${type}.json`));
  const { cause, actor, correlationId, subject, change, severity } = sample;
  return JSON.stringify({
    entityId: '@ID@',
    version: 1,
    observedAt: Date.parse(sample.observedAt),
    cause,
    actor,
    correlationId,
    about: { subject: { ...subject, integrationId: '@ID@' } },
    events: [{ type: sample.type, severity, change }],
    changed: {},
  });
});

/** The recorded transitions, a hundred lines a chunk. */
function* lines(): Generator<string> {
  for (let start = 0; start < SIZE; start += CHUNK) {
    let text = '';
    for (let index = start; index < start + CHUNK; index += 1) {
      const id = `int_${String(index % INTEGRATIONS).padStart(26, '0')}`;
      const template = templates[Math.floor(index / INTEGRATIONS) % templates.length] ?? '';
      text += `${template.replaceAll('@ID@', id)}\n`;
    }
    yield text;
  }
}

async function* chunks(): AsyncGenerator<Uint8Array> {
  for (const text of lines()) yield Buffer.from(text);
}

async function cpuSeconds(work: () => void | Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

const making = await cpuSeconds(async () => {
  for await (const _chunk of chunks());
});
const parsing = await cpuSeconds(() => {
  for (const text of lines()) {
    for (const line of text.split('\n')) if (line !== '') JSON.parse(line);
  }
});
const policy = parsePolicy(parse(textOf('functions/domain/default-policy.yaml')));
const replay = createReplay(RULES, policy);
const replaying = await cpuSeconds(async () => {
  await replayFile(chunks(), replay);
});
console.log(
  JSON.stringify({
    peakMb: Math.round(process.resourceUsage().maxRSS / 1024),
    replayedPerSecond: Math.round(SIZE / (replaying - making)),
    parsedPerSecond: Math.round(SIZE / (parsing - making)),
    fired: replay.tallies().reduce((sum, one) => sum + one.fired, 0),
  }),
);
