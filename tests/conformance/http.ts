import { request, type IncomingHttpHeaders } from 'node:http';

export interface HttpRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer | undefined;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/**
 * Sends one request on a connection of its own. A kept connection may be closed by the server in the very moment in which the next
 * request is sent on it, which would fail a test for no fault of either.
 */
export async function sendHttp(address: string, { method, headers, body }: HttpRequest): Promise<HttpAnswer> {
  return new Promise((done, fail) => {
    const bytes = typeof body === 'string' ? Buffer.from(body) : body;
    const length = bytes === undefined ? {} : { 'Content-Length': String(bytes.length) };
    const sent = request(address, { method, headers: { ...headers, ...length }, agent: false }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.once('error', fail);
      answer.once('end', () => done({ status: answer.statusCode ?? 0, headers: answer.headers, text: Buffer.concat(chunks).toString() }));
    });
    sent.once('error', fail);
    sent.end(bytes);
  });
}
