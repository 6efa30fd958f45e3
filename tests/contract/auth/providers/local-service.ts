import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as a local service saw it. */
export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly authorization: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** An answer: JSON for objects, a form for text, a status alone for a number. */
export type LocalAnswer = Readonly<Record<string, unknown>> | string | number;
export type Route = (seen: Seen) => LocalAnswer;

/** A real HTTP server in the place of a service, with the requests that it got. */
export class LocalService {
  readonly seen: Seen[] = [];
  readonly #server: Server;
  readonly #routes: Readonly<Record<string, Route>>;

  private constructor(routes: Readonly<Record<string, Route>>) {
    this.#routes = routes;
    this.#server = createServer((request, response) => {
      void this.#answer(request).then((answer) => {
        if (typeof answer === 'number') response.writeHead(answer).end();
        else response.end(typeof answer === 'string' ? answer : JSON.stringify(answer));
      });
    });
  }

  /** @param routes by path */
  static async start(routes: Readonly<Record<string, Route>>): Promise<LocalService> {
    const service = new LocalService(routes);
    await new Promise<void>((resolve) => service.#server.listen(0, '127.0.0.1', resolve));
    return service;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  requestsTo(path: string): readonly Seen[] {
    return this.seen.filter((seen) => seen.path === path);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage): Promise<LocalAnswer> {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const url = new URL(request.url ?? '/', 'http://local');
    const seen: Seen = {
      method: request.method ?? '',
      path: url.pathname,
      query: url.searchParams,
      authorization: request.headers.authorization,
      headers: request.headers,
      body: Buffer.concat(chunks).toString(),
    };
    this.seen.push(seen);
    return this.#routes[url.pathname]?.(seen) ?? 404;
  }
}
