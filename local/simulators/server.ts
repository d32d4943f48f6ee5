/**
 * A loopback HTTP server for vendor simulators: routes, a call log for counting, and faults that a
 * test or the story arms for the next calls. It speaks no vendor's format; each simulator does.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SimulatedRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

export interface SimulatedAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as JSON, a text as it is. */
  readonly body?: unknown;
}

/** Answers a request, or `undefined` for "not mine" (404 in the vendor's own error shape). */
export type SimulatedHandler = (request: SimulatedRequest) => SimulatedAnswer;

/** What happens instead of, or to, the next matching answers. */
export type FaultEffect =
  | { readonly kind: 'answer'; readonly answer: SimulatedAnswer }
  /** The real answer, cut in the middle of its bytes (a truncated JSON text). */
  | { readonly kind: 'truncate' }
  /** The connection is destroyed before an answer. */
  | { readonly kind: 'cut' }
  /** The real answer, changed: lying vendors, partial lists, foreign links. */
  | { readonly kind: 'rewrite'; readonly rewrite: (answer: SimulatedAnswer) => SimulatedAnswer };

export interface Fault {
  readonly matches: (request: SimulatedRequest) => boolean;
  readonly effect: FaultEffect;
  /** How many matching calls it hits; `Infinity` until cleared. */
  readonly times: number;
}

export interface SimulatorServer {
  /** `http://127.0.0.1:<port>`, no trailing slash. */
  readonly baseUrl: string;
  /** Method and path with query of every call, oldest first. */
  readonly calls: readonly string[];
  arm(fault: Fault): void;
  clearFaults(): void;
  stop(): Promise<void>;
}

/** Starts a server on a free loopback port. */
export async function startSimulatorServer(handler: SimulatedHandler): Promise<SimulatorServer> {
  const calls: string[] = [];
  let faults: { fault: Fault; left: number }[] = [];
  const server = createServer((incoming, outgoing) => {
    void serve(incoming, outgoing);
  });

  async function serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const request = await readRequest(incoming);
    calls.push(`${request.method} ${request.url.pathname}${request.url.search}`);
    const hit = faults.find((entry) => entry.left > 0 && entry.fault.matches(request));
    if (hit === undefined) return send(outgoing, handler(request));
    hit.left -= 1;
    faults = faults.filter((entry) => entry.left > 0);
    applyFault(outgoing, hit.fault.effect, () => handler(request));
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    calls,
    arm: (fault) => {
      faults.push({ fault, left: fault.times });
    },
    clearFaults: () => {
      faults = [];
    },
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

async function readRequest(incoming: IncomingMessage): Promise<SimulatedRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const headers: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(incoming.headers)) {
    headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return {
    method: incoming.method ?? 'GET',
    url: new URL(incoming.url ?? '/', `http://${incoming.headers.host ?? '127.0.0.1'}`),
    headers,
    body: Buffer.concat(chunks).toString('utf8'),
  };
}

function applyFault(
  outgoing: ServerResponse,
  effect: FaultEffect,
  answer: () => SimulatedAnswer,
): void {
  switch (effect.kind) {
    case 'answer':
      send(outgoing, effect.answer);
      return;
    case 'rewrite':
      send(outgoing, effect.rewrite(answer()));
      return;
    case 'truncate': {
      const real = answer();
      const text = asText(real.body);
      send(outgoing, { ...real, body: text.slice(0, Math.floor(text.length / 2)) });
      return;
    }
    case 'cut':
      outgoing.destroy();
  }
}

function send(outgoing: ServerResponse, answer: SimulatedAnswer): void {
  const text = asText(answer.body);
  outgoing.writeHead(answer.status, {
    ...(text === '' ? {} : { 'content-type': 'application/json; charset=utf-8' }),
    ...answer.headers,
  });
  outgoing.end(text);
}

function asText(body: unknown): string {
  if (body === undefined) return '';
  return typeof body === 'string' ? body : JSON.stringify(body);
}
