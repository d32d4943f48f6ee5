import { SignJWT } from 'jose';
import { createAnswerLinks } from '#adapters/links/answer-links.ts';
import type { LinkClaim } from '#use-cases/telling-ports.ts';

const KEY = 'k'.repeat(64);
const NOW = Date.parse('2026-03-01T12:00:00Z');
const claim: LinkClaim = {
  taskId: 'task_1',
  person: 'mira@example.com',
  fingerprint: 'f'.repeat(64),
  expiresAt: NOW + 60_000,
};

function links(changes: { key?: string; now?: number } = {}) {
  return createAnswerLinks({
    key: async () => ('key' in changes ? changes.key : KEY),
    baseUrl: 'https://answers.example.com',
    clock: { now: () => changes.now ?? NOW },
  });
}

const tokenIn = (address: string) => new URL(address).searchParams.get('token') ?? '';
const signed = async () => tokenIn(await links().sign(claim));

describe('a link to a question', () => {
  it('names the task, the person and what they were shown', async () => {
    expect(await links().read(await signed())).toEqual(claim);
  });

  it('ends with its stage', async () => {
    const token = await signed();

    await expect(links({ now: NOW + 61_000 }).read(token)).rejects.toThrow('has expired');
  });

  it('of another key, cut, altered or for something else is none of ours', async () => {
    const token = await signed();
    const [head, body = '', mark] = token.split('.');
    const other = Buffer.from(
      Buffer.from(body, 'base64url').toString().replace('mira@', 'eve@'),
    ).toString('base64url');
    const elsewhere = await new SignJWT({ fp: 'f' })
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuer('grantline')
      .setAudience('something-else')
      .setSubject('mira@example.com')
      .setJti('task_1')
      .setExpirationTime(NOW / 1000 + 60)
      .sign(new TextEncoder().encode(KEY));
    const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${body}.`;
    const forged = [
      `${head}.${other}.${mark}`,
      `${head}.${body}.`,
      `${head}.${body}`,
      none,
      '',
      elsewhere,
    ];

    for (const one of forged) await expect(links().read(one)).rejects.toThrow('is none of ours');
    await expect(links({ key: 'x'.repeat(64) }).read(token)).rejects.toThrow('is none of ours');
  });

  it('is neither made nor read with a key that is missing or short', async () => {
    await expect(links({ key: undefined }).sign(claim)).rejects.toThrow('not there or too short');
    await expect(links({ key: 'short' }).read(await signed())).rejects.toThrow('too short');
  });

  it('that is refused is not quoted in the error', async () => {
    const token = await signed();
    const error = await links({ key: 'x'.repeat(64) })
      .read(token)
      .catch((thrown: unknown) => thrown);

    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain(
      token.slice(0, 40),
    );
  });
});
