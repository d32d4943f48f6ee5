import { startSweep } from '#domain/sweep.ts';
import { appendEvidence } from '#use-cases/append-evidence.ts';
import { anApprovedIntegration, anIntegration } from '../../domain/facts.ts';
import { CHAIN, events } from '../../support/evidence.ts';
import { MemoryEvidence } from '../../support/memory-evidence.ts';
import { MemoryStore } from '../../support/memory-store.ts';
import { CONNECTION, fakeBackend } from '../fake-backend.ts';
import { grantline, NOW } from '../fake-cli.ts';

const log = { info() {}, warn() {}, error() {}, count() {} };

async function world(state: 'approved' | 'removed-at-source' = 'approved') {
  const store = new MemoryStore();
  const evidence = new MemoryEvidence(store);
  await appendEvidence({ ...evidence, log }, CHAIN, events(3));
  const integrations = [anApprovedIntegration(), anIntegration({ id: 'int_2', state })];
  const begun = startSweep(CONNECTION, [], { now: NOW - 1000, previous: undefined });
  const sweep = { ...begun, status: 'completed' as const, finishedAt: NOW - 500 };
  store.sweepsById.set(sweep.id, sweep);
  const { backend } = fakeBackend({ integrations, sweeps: [sweep] });
  return { evidence, backend: { ...backend, evidence } };
}

describe('a report from the command line', () => {
  it('is a page in a file, or JSON for machines', async () => {
    const { backend } = await world();
    const words = ['report', 'csf-2.0', '--from', 'P7D'];

    const page = await grantline([...words, '--out', 'r.html'], { backend });
    const json = await grantline([...words, '--format', 'json'], { backend });

    expect(page.saved.get('r.html')).toMatch(/^<!doctype html>/);
    expect(JSON.parse(json.out)).toMatchObject({ framework: { id: 'csf-2.0' } });
  });

  it('is refused for an unknown framework, an empty period, the future and a period without data', async () => {
    const { backend } = await world();
    const exit = async (...words: string[]) =>
      (await grantline(['report', ...words], { backend })).exitCode;

    expect(await exit('pci', '--from', 'P7D')).toBe(2);
    expect(await exit('soc2', '--from', 'P1D', '--to', 'P2D')).toBe(2);
    expect(await exit('soc2', '--from', 'P1D', '--to', '2099-01-01T00:00:00Z')).toBe(2);
    expect(
      await exit('soc2', '--from', '2020-01-01T00:00:00Z', '--to', '2020-02-01T00:00:00Z'),
    ).toBe(3);
  });

  it('is not made from a broken chain', async () => {
    const { backend, evidence } = await world();
    const [place, text] = [...evidence.objects][0]!;
    evidence.objects.set(place, text.replace('"severity":"info"', '"severity":"low"'));

    const { exitCode, err } = await grantline(['report', 'soc2', '--from', 'P7D'], { backend });

    expect(exitCode).toBe(1);
    expect(err).toContain('is broken');
  });
});

describe('a certificate from the command line', () => {
  it('is refused naming what is left, and wants to know whose exit', async () => {
    const { backend } = await world();

    const left = await grantline(['certificate', '--vendor', 'github'], { backend });

    expect(left.exitCode).toBe(3);
    expect(left.err).toContain('int_2');
    expect((await grantline(['certificate'], { backend })).exitCode).toBe(2);
    expect((await grantline(['certificate', '--publisher', 'none'], { backend })).exitCode).toBe(4);
  });
});
