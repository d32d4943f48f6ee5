/** Client of the API for people, signed with the caller's AWS identity: that identity decides. */
import { AwsClient } from 'aws4fetch';
import * as z from 'zod';
import {
  ConfigurationError,
  ContractError,
  DecisionRefusedError,
  type GrantlineError,
  NotFoundError,
} from '#domain/errors.ts';
import { parseJson } from '#domain/json.ts';
import type { PeopleApi } from './backend.ts';

export interface PeopleApiOptions {
  /** Base URL, as the stack's output says. */
  readonly baseUrl: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly fetch: typeof fetch;
}

const TIMEOUT_MS = 30_000;

const UNCERTAIN = 'It is not known whether it was recorded; look with `grantline show` first.';

/** The API's own words for a failure; whatever else answers (a gateway) has none. */
const Refusal = z.object({ message: z.string(), remedy: z.string().optional() });

/** The client. It sends once: an answer given twice would have to be explained twice. */
export function createPeopleApi(options: PeopleApiOptions): PeopleApi {
  const { accessKeyId, secretAccessKey, sessionToken, region } = options;
  const signer = new AwsClient({
    accessKeyId,
    secretAccessKey,
    sessionToken,
    region,
    service: 'execute-api',
  });

  async function post(path: string, body: object): Promise<string> {
    const request = await signer.sign(`${options.baseUrl.replace(/\/+$/, '')}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const { status, text } = await send(request);
    if (status < 200 || status > 299) throw errorOf(status, parseRefusal(text));
    return text;
  }

  async function send(request: Request): Promise<{ status: number; text: string }> {
    try {
      const response = await options.fetch(request, { signal: AbortSignal.timeout(TIMEOUT_MS) });
      return { status: response.status, text: await response.text() };
    } catch (cause) {
      throw new ContractError('the API for people did not answer', { cause, remedy: UNCERTAIN });
    }
  }

  return {
    async answerTask(taskId, request) {
      await post(`/tasks/${encodeURIComponent(taskId)}/answer`, request);
    },
    async requestRevocation(integrationId, request) {
      await post(`/integrations/${encodeURIComponent(integrationId)}/revocation`, request);
    },
    async openIncident(indicators) {
      return openedId(await post('/incidents', { indicators }));
    },
    async decideIncident(incidentId, request) {
      await post(`/incidents/${encodeURIComponent(incidentId)}/decision`, request);
    },
  };
}

const Opened = z.object({ incidentId: z.string() });

function openedId(text: string): string {
  const opened = Opened.safeParse(parseJson(text));
  if (opened.success) return opened.data.incidentId;
  throw new ContractError('the API for people named no incident', { remedy: UNCERTAIN });
}

function parseRefusal(text: string): z.infer<typeof Refusal> | undefined {
  return Refusal.safeParse(parseJson(text)).data;
}

function errorOf(status: number, said: z.infer<typeof Refusal> | undefined): GrantlineError {
  const remedy = said?.remedy;
  if (status === 409) {
    return new DecisionRefusedError(said?.message ?? 'a rule refuses it and gave no reason', {
      remedy,
    });
  }
  if (status === 404)
    return new NotFoundError(said?.message ?? 'there is no such thing', { remedy });
  if (status === 401 || status === 403) {
    return new ConfigurationError('the API for people refused this AWS identity', {
      remedy: 'It needs execute-api:Invoke on that API; docs/cli.md shows the policy.',
    });
  }
  return new ContractError(
    `the API for people answered ${status}: ${said?.message ?? 'no reason'}`,
    {
      remedy: remedy ?? UNCERTAIN,
    },
  );
}
