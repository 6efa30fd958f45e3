import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request that reached the server of a webhook. */
export interface Heard {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly body: Record<string, unknown>;
}

/** An answer: a value is sent as JSON with 200, a string as it is; 'nothing' never answers, 'cut' breaks the connection off. */
export type Told = { readonly status?: number; readonly body: unknown } | 'nothing' | 'cut';

/** A real server of webhooks on the loopback. */
export interface HookServer {
  readonly url: string;
  readonly heard: Heard[];
  answer: (asked: Heard) => Told;
  close(): Promise<void>;
}

export async function startHookServer(): Promise<HookServer> {
  const heard: Heard[] = [];
  const server = createServer((request, response) => {
    void request.toArray().then((parts) => {
      const text = Buffer.concat(parts).toString();
      const asked = { path: request.url ?? '', headers: request.headers, text, body: JSON.parse(text) as Record<string, unknown> };
      heard.push(asked);
      const told = hooks.answer(asked);
      if (told === 'nothing') return;
      if (told === 'cut') return void request.socket.destroy();
      response.writeHead(told.status ?? 200, { 'content-type': 'application/json' });
      response.end(typeof told.body === 'string' ? told.body : JSON.stringify(told.body));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const hooks: HookServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    heard,
    answer: () => ({ body: { success: 'hi' } }),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return hooks;
}
