import type { Integration } from '#domain/integration.ts';
import { certifyExit, type ExitMaterial, type Recorded } from '#domain/report/certificate.ts';
import { certificatePage } from '#domain/report/html.ts';
import { fromTimestamp } from '#domain/time.ts';
import { sample } from '../../support/evidence.ts';
import { anIntegration, DAY, MARCH } from '../facts.ts';

function ended(type: string, one: Integration, position: number): Recorded {
  const event = sample(type);
  if (!('subject' in event) || event.subject === undefined) throw new TypeError('no subject');
  const subject = { ...event.subject, integrationId: one.id, incarnation: one.incarnation };
  return {
    event: { ...event, subject } as Recorded['event'],
    record: { chain: 'github:9001', position },
  };
}

const revoked = anIntegration({ id: 'int_1', state: 'verified' });
const gone = anIntegration({ id: 'int_2', state: 'removed-at-source' });
const proof = ended('integration.revocation-verified', revoked, 5);
const removal = ended('integration.removed-at-source', gone, 9);
const lastEnd = Math.max(
  ...[proof, removal].map(({ event }) => fromTimestamp(event.observedAt) ?? 0),
);

function exit(changes: Partial<ExitMaterial> = {}): ExitMaterial {
  return {
    of: 'publisher Evil & Sons',
    generatedAt: MARCH + 400 * DAY,
    integrations: [revoked, gone],
    recorded: [ended('integration.revocation-requested', revoked, 4), proof, removal],
    sweptAt: new Map([['github:9001', lastEnd + 1]]),
    ...changes,
  };
}

describe('a vendor-exit certificate', () => {
  it('names every integration with its times, how it ended and the record that proves it', () => {
    const { ended: all, seenWhole } = certifyExit(exit());

    expect(all.map((one) => [one.integrationId, one.endedAt, one.evidence])).toEqual([
      ['int_1', proof.event.observedAt, 'github:9001 5'],
      ['int_2', removal.event.observedAt, 'github:9001 9'],
    ]);
    expect(all[0]).toMatchObject({
      requestedAt: expect.any(String),
      how: expect.stringMatching(/^revoked by/),
    });
    expect(all[1]?.how).toMatch(/^gone at the source/);
    expect(seenWhole).toHaveLength(1);
  });

  it.each(['approved', 'revoking', 'revoked', 'revoke-failed', 'reappeared'] as const)(
    'is refused with one left %s, which it names',
    (state) => {
      const left = anIntegration({ id: 'int_left', clientName: 'left-over', state });

      expect(() => certifyExit(exit({ integrations: [revoked, left] }))).toThrow(
        `int_left left-over (${state})`,
      );
    },
  );

  it('is refused for what is called verified and has no record of this life in the vault', () => {
    const again = anIntegration({ id: 'int_1', state: 'verified', incarnation: 2 });

    expect(() => certifyExit(exit({ recorded: [] }))).toThrow('no evidence of it is in the vault');
    expect(() => certifyExit(exit({ integrations: [again] }))).toThrow('no evidence of it');
  });

  it('is refused until the tenant was seen whole after the last end', () => {
    for (const sweptAt of [new Map(), new Map([['github:9001', lastEnd - 1]])]) {
      expect(() => certifyExit(exit({ sweptAt }))).toThrow('no complete sweep began since');
    }
  });

  it('of nobody is refused', () => {
    expect(() => certifyExit(exit({ integrations: [] }))).toThrow('was ever known');
  });

  it('has a page on which names are inert', () => {
    expect(certificatePage(certifyExit(exit()))).toContain('publisher Evil &amp; Sons');
  });
});
