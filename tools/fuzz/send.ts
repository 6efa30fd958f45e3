import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';

/** One request as it goes over the wire: any method with any body, which `fetch` would refuse. */
export interface RawRequest {
  readonly method: string;
  /** Below the mount, with its query. */
  readonly path: string;
  readonly body?: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
  /** `rest` when absent; `user` adds the session of a user to it. */
  readonly key?: 'rest' | 'master' | 'user';
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** Where requests go: an address with its mount, and the header fields of each key. */
export interface Target {
  readonly url: string;
  readonly headers: Readonly<Record<NonNullable<RawRequest['key']>, Readonly<Record<string, string>>>>;
}

export function sendTo(target: Target, { method, path, body, headers = {}, key = 'rest' }: RawRequest): Promise<RawAnswer> {
  const bytes = body === undefined ? undefined : Buffer.from(body as string);
  return new Promise((resolve, reject) => {
    const request = httpRequest(target.url + path, {
      method,
      headers: {
        ...target.headers[key],
        'Content-Type': 'application/json',
        ...(bytes === undefined ? {} : { 'Content-Length': bytes.length }),
        ...headers,
      },
    });
    request.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text: Buffer.concat(chunks).toString('utf8') });
      });
      response.on('error', reject);
    });
    request.on('error', reject);
    request.end(bytes);
  });
}
