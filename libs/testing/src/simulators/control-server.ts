import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { z } from 'zod';
import { parseJson } from './frame/json.ts';
import type { RunningSimulator } from './frame/running.ts';
import { ControlError } from './frame/simulator.ts';
import { devicesPage } from './page/page.ts';
import { CONTENT_SECURITY_POLICY } from './page/style.ts';

export interface ControlServer {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  close(): Promise<void>;
}

/** A list of a million tokens fits. */
const BODY_BYTES_MAX = 256 * 1024 * 1024;
const coverageSchema = z.strictObject({ push_id: z.string(), tokens: z.array(z.string()) });
const forAllSchema = z.strictObject({ reset: z.boolean().optional(), seed: z.int().min(0).max(0xffff_ffff).optional() });

class HttpError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/**
 * The control API of all simulators of a run, and the page of their devices at `/`: plain HTTP on the loopback address.
 *
 * | request | answer |
 * |---|---|
 * | `GET /_control` | the report of each simulator by name, without requests |
 * | `POST /_control` `{reset?, seed?}` | the same for all at once |
 * | `GET /_control/<name>?requests=100` | one report: counters, behaviours, scripts, last requests, journal by push |
 * | `POST /_control/<name>` | a change (frame/behaviours.ts); then the report |
 * | `GET /_control/<name>/taken?push_id=` | `{taken}`: how many messages were taken; costs nothing, so that it can be asked often |
 * | `GET /_control/<name>/journal?push_id=` | one JSON line for each message taken |
 * | `POST /_control/<name>/coverage` `{push_id, tokens}` | which tokens the push missed, and which it reached more than once |
 */
export async function startControlServer(
  simulators: readonly RunningSimulator<unknown>[],
  { port }: { readonly port: number },
): Promise<ControlServer> {
  const byName = new Map(simulators.map((simulator) => [simulator.name, simulator]));

  const control = async (request: IncomingMessage, url: URL): Promise<unknown> => {
    const [name, view, ...rest] = url.pathname.split('/').slice(2);
    if (name === undefined) {
      if (request.method === 'POST') {
        const change = forAllSchema.parse(await readJson(request));
        simulators.forEach((simulator) => simulator.change(change));
      }
      return Object.fromEntries(simulators.map((simulator) => [simulator.name, simulator.report(0)]));
    }
    const simulator = byName.get(name);
    if (simulator === undefined || rest.length > 0) throw new HttpError(404, `There are ${[...byName.keys()].join(', ')}.`);
    if (view === undefined) {
      if (request.method === 'POST') simulator.change((await readJson(request)) as never); // change() checks it
      return simulator.report(Number(url.searchParams.get('requests') ?? 100));
    }
    const pushId = url.searchParams.get('push_id') ?? undefined;
    if (view === 'taken' && request.method === 'GET') return { taken: simulator.journal.taken(pushId) };
    if (view === 'journal' && request.method === 'GET') return simulator.journal.deliveries(pushId);
    if (view === 'coverage' && request.method === 'POST') {
      const asked = coverageSchema.parse(await readJson(request));
      return simulator.journal.coverage(asked.push_id, asked.tokens);
    }
    throw new HttpError(404, 'There are taken and journal (GET) and coverage (POST).');
  };

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { host = '' } = request.headers;
    if (!/^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(host)) throw new HttpError(421, 'Ask for 127.0.0.1 or localhost.');
    if (request.method !== 'GET' && request.method !== 'POST') throw new HttpError(405, 'Use GET or POST.');
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    if (url.pathname === '/_control' || url.pathname.startsWith('/_control/')) {
      const result = await control(request, url);
      if (isGenerator(result)) {
        response.writeHead(200, { 'content-type': 'application/x-ndjson' });
        Readable.from(lines(result)).pipe(response);
      } else send(response, 200, 'application/json', JSON.stringify(result));
      return;
    }
    if (url.pathname !== '/' || request.method !== 'GET') throw new HttpError(404, 'Nothing is here.');
    send(response, 200, 'text/html; charset=utf-8', devicesPage(simulators));
  };

  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      const { status, message } = described(error);
      send(response, status, 'application/json', JSON.stringify({ error: message }));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, {
    'content-type': type,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'content-security-policy': CONTENT_SECURITY_POLICY,
  });
  response.end(body);
}

function described(error: unknown): { status: number; message: string } {
  if (error instanceof HttpError) return { status: error.status, message: error.message };
  if (error instanceof z.ZodError) return { status: 400, message: z.prettifyError(error) };
  if (error instanceof ControlError) return { status: 400, message: error.message };
  return { status: 500, message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

/** Other origins cannot send this type without asking first, and nobody answers them. */
async function readJson(request: IncomingMessage): Promise<unknown> {
  if (request.headers['content-type']?.split(';')[0] !== 'application/json') throw new HttpError(415, 'Send application/json.');
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > BODY_BYTES_MAX) throw new HttpError(413, `At most ${BODY_BYTES_MAX} bytes.`);
    chunks.push(chunk);
  }
  const json = parseJson(Buffer.concat(chunks).toString('utf8'));
  if (json === undefined) throw new HttpError(400, 'The body is no JSON.');
  return json;
}

const isGenerator = (value: unknown): value is Generator<unknown> => typeof value === 'object' && value !== null && 'next' in value;

/** Many lines at a time: one write a line would cost more than the rest. */
function* lines(values: Iterable<unknown>): Generator<string> {
  let batch: string[] = [];
  for (const value of values) {
    batch.push(JSON.stringify(value));
    if (batch.length < 1_000) continue;
    yield `${batch.join('\n')}\n`;
    batch = [];
  }
  if (batch.length > 0) yield `${batch.join('\n')}\n`;
}
