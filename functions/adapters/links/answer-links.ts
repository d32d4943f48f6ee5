/** Links to questions: a JSON Web Token (RFC 7519, HS256) in the address, bound to task, person and the
 *  fingerprint shown. */
import { errors, jwtVerify, SignJWT } from 'jose';
import * as z from 'zod';
import { ConfigurationError, DecisionRefusedError } from '#domain/errors.ts';
import type { Clock } from '#use-cases/ports.ts';
import type { AnswerLinks } from '#use-cases/telling-ports.ts';

const ISSUER = 'grantline';
const AUDIENCE = 'answer';

const Claims = z.object({
  sub: z.string().min(1),
  jti: z.string().min(1),
  fp: z.string().min(1),
  exp: z.int(),
});

export interface AnswerLinksOptions {
  /** Text of the signing key, at least 32 characters; undefined when the secret is not there. */
  readonly key: () => Promise<string | undefined>;
  /** Base URL of the page that answers. */
  readonly baseUrl: string;
  readonly clock: Clock;
}

/** Signed links. */
export function createAnswerLinks({ key, baseUrl, clock }: AnswerLinksOptions): AnswerLinks {
  const bytes = async (): Promise<Uint8Array> => {
    const text = await key();
    if (text !== undefined && text.length >= 32) return new TextEncoder().encode(text);
    throw new ConfigurationError('the key that signs links is not there or too short', {
      remedy: 'Deploy the stack again; it makes the secret.',
    });
  };
  return {
    async sign({ taskId, person, fingerprint, expiresAt }) {
      const token = await new SignJWT({ fp: fingerprint })
        .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
        .setIssuer(ISSUER)
        .setAudience(AUDIENCE)
        .setSubject(person)
        .setJti(taskId)
        .setExpirationTime(Math.ceil(expiresAt / 1000))
        .sign(await bytes());
      return `${baseUrl}/answer?token=${token}`;
    },
    async read(token) {
      const signed = await verified(token, await bytes(), clock);
      const claims = Claims.safeParse(signed);
      if (!claims.success) throw refused('is none of ours');
      const { sub: person, jti: taskId, fp: fingerprint, exp } = claims.data;
      return { person, taskId, fingerprint, expiresAt: exp * 1000 };
    },
  };
}

async function verified(token: string, key: Uint8Array, clock: Clock): Promise<unknown> {
  try {
    const { payload } = await jwtVerify(token, key, {
      algorithms: ['HS256'],
      issuer: ISSUER,
      audience: AUDIENCE,
      currentDate: new Date(clock.now()),
    });
    return payload;
  } catch (error) {
    if (error instanceof errors.JWTExpired) throw refused('has expired');
    if (error instanceof errors.JOSEError) throw refused('is none of ours');
    throw error;
  }
}

/** The token stays out of the error: it is a credential. */
function refused(why: string): DecisionRefusedError {
  return new DecisionRefusedError(`this link ${why}`, {
    remedy: 'Use the link of the newest message, or `grantline tasks`.',
  });
}
