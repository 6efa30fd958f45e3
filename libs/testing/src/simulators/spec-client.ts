import { connect } from 'node:http2';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
}

interface RequestOptions {
  /** PEM; for https addresses. */
  readonly ca: string;
  readonly method?: string;
  /** Members that are undefined are left out. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: string | Buffer;
}

const present = (headers: RequestOptions['headers'] = {}) =>
  Object.fromEntries(Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined));

/** One request over HTTP/1.1, on a connection of its own, by nothing but Node. */
export function send(url: string, { ca, method = 'POST', headers, body }: RequestOptions): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const options = { method, headers: present(headers), agent: false };
    const request = url.startsWith('https:') ? requestHttps(url, { ...options, ca }) : requestHttp(url, options);
    request.on('error', reject);
    request.on('response', (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('error', reject);
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
    });
    request.end(body);
  });
}

/** The same over HTTP/2. */
export function sendHttp2(url: string, { ca, method = 'POST', headers, body }: RequestOptions): Promise<Reply> {
  const { origin, pathname, search } = new URL(url);
  const session = connect(origin, { ca });
  return new Promise<Reply>((resolve, reject) => {
    session.on('error', reject);
    const request = session.request({ ':method': method, ':path': `${pathname}${search}`, ...present(headers) });
    let text = '';
    let answered: Record<string, unknown> = {};
    request.on('response', (got) => (answered = got));
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('error', reject);
    request.on('end', () => resolve({ status: Number(answered[':status']), headers: answered, text }));
    request.end(body);
  }).finally(() => session.destroy());
}

export const form = (members: Readonly<Record<string, string>>) => ({
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: new URLSearchParams(members).toString(),
});
