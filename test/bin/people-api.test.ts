import { createPeopleApi } from '../../bin/people-api.ts';

interface Sent {
  readonly url: string;
  readonly headers: Headers;
  readonly body: unknown;
}

function api(answer: () => Response) {
  const sent: Sent[] = [];
  const people = createPeopleApi({
    baseUrl: 'https://api.example.com/people/',
    region: 'eu-central-1',
    accessKeyId: 'AKIDEXAMPLE',
    secretAccessKey: 'CANARY-SECRET',
    sessionToken: 'session',
    fetch: async (input) => {
      const request = input as Request;
      sent.push({
        url: request.url,
        headers: request.headers,
        body: await request.clone().json(),
      });
      return answer();
    },
  });
  return { people, sent };
}

const json = (status: number, body: object) => () => new Response(JSON.stringify(body), { status });

describe('the API for people', () => {
  it('gets an answer with the fingerprint that was shown, signed for execute-api', async () => {
    const { people, sent } = api(json(200, {}));

    await people.answerTask('task_1', { answer: 'approve', fingerprint: 'f1', comment: 'ok' });

    expect(sent).toHaveLength(1);
    expect(sent[0]?.url).toBe('https://api.example.com/people/tasks/task_1/answer');
    expect(sent[0]?.body).toEqual({ answer: 'approve', fingerprint: 'f1', comment: 'ok' });
    expect(sent[0]?.headers.get('authorization')).toMatch(
      /Credential=AKIDEXAMPLE\/\d{8}\/eu-central-1\/execute-api\/aws4_request/,
    );
    expect(sent[0]?.headers.get('x-amz-security-token')).toBe('session');
    expect(JSON.stringify([...(sent[0]?.headers ?? [])])).not.toContain('CANARY');
  });

  it('gets a revocation with the incarnation that was shown', async () => {
    const { people, sent } = api(json(202, {}));

    await people.requestRevocation('int_1', {
      reason: 'operator',
      incarnation: 2,
      fingerprint: 'f2',
    });

    expect(sent[0]?.url).toBe('https://api.example.com/people/integrations/int_1/revocation');
    expect(sent[0]?.body).toEqual({ reason: 'operator', incarnation: 2, fingerprint: 'f2' });
  });

  it.each([
    [
      'a rule refuses it, in the words of the rule',
      json(409, { error: 'decision-refused', message: 'the requester may not approve' }),
      { code: 'decision-refused', message: 'the requester may not approve' },
    ],
    [
      'there is no such task',
      json(404, { error: 'not-found', message: 'there is no task task_1' }),
      { code: 'not-found', message: 'there is no task task_1' },
    ],
    [
      'the AWS identity may not call it',
      json(403, { message: 'Forbidden' }),
      { code: 'configuration-invalid', remedy: expect.stringContaining('execute-api:Invoke') },
    ],
    [
      'it failed, and then says what is not known',
      () => new Response('<html>', { status: 502 }),
      { code: 'contract-broken', remedy: expect.stringContaining('not known') },
    ],
    [
      'it did not answer, and then says what is not known',
      () => {
        throw new TypeError('fetch failed');
      },
      { code: 'contract-broken', remedy: expect.stringContaining('not known') },
    ],
  ])('tells when %s', async (_case, answer, error) => {
    const { people, sent } = api(answer);

    await expect(
      people.answerTask('task_1', { answer: 'refuse', fingerprint: 'f1' }),
    ).rejects.toMatchObject(error);
    expect(sent).toHaveLength(1);
  });
});
