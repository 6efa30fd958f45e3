import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PROMETHEUS_TYPE, type Telemetry } from '@parlance/telemetry';
import type { Readiness } from './readiness.ts';

/** Probes send a few header fields and no body. */
const REQUEST_MS_MAX = 5_000;

/** The things that a process tells its operators. */
export interface Told {
  readonly readiness: Readiness;
  /** Absent where metrics are not recorded for a scraper. */
  readonly metrics?: Telemetry['scrape'];
}

export interface HealthListener {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Answers orchestrators: GET /health/live with 200 while the event loop runs, GET /health/ready with 200 or 503. Bodies are
 * `{"status":"ok"}` or `{"status":"not ready"}`: the missing part goes to the log of the failing process, not to the caller. GET /metrics
 * answers all metrics of the process, where they are recorded.
 *
 * @throws Error when the port is taken
 */
export async function listenForHealth(told: Told, host: string, port: number): Promise<HealthListener> {
  const server = createServer({ requestTimeout: REQUEST_MS_MAX, headersTimeout: REQUEST_MS_MAX }, (request, response) => {
    void answer(told, request, response);
  });
  server.listen(port, host);
  await once(server, 'listening');
  return { url: urlOf(server), close: () => closeServer(server) };
}

/** Where a listening server is reached. */
export function urlOf(server: Server): string {
  const { address, port, family } = server.address() as AddressInfo;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}

async function answer({ readiness, metrics }: Told, request: IncomingMessage, response: ServerResponse): Promise<void> {
  request.resume();
  switch (request.url?.split('?', 1)[0]) {
    case '/health/live':
      return reply(response, 200, 'ok');
    case '/health/ready': {
      const lacking = await readiness.lacking();
      return lacking.length === 0 ? reply(response, 200, 'ok') : reply(response, 503, 'not ready');
    }
    case '/metrics':
      return metrics === undefined ? reply(response, 404, 'unknown') : answerMetrics(metrics, response);
    default:
      return reply(response, 404, 'unknown');
  }
}

async function answerMetrics(metrics: () => Promise<string>, response: ServerResponse): Promise<void> {
  const text = await metrics().catch(() => undefined); // An instrument that cannot be asked must not end the process.
  if (text === undefined) return reply(response, 503, 'no metrics');
  response.writeHead(200, { 'content-type': PROMETHEUS_TYPE, 'cache-control': 'no-store' });
  response.end(text);
}

function reply(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' });
  response.end(JSON.stringify({ status: text }));
}

async function closeServer(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}
