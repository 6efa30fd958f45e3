import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import type { Parlance, TestKey } from '@parlance/testing';

/** One request as it goes over the wire: any method with any body, which `fetch` would refuse. */
export interface RawRequest {
  readonly method: string;
  /** Below the mount, with its query. */
  readonly path: string;
  readonly body?: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
  /** `rest` when absent. */
  readonly key?: Extract<TestKey, 'rest' | 'master'>;
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

const KEY_FIELDS = { rest: 'X-Parse-REST-API-Key', master: 'X-Parse-Master-Key' } as const;

/** Sends it to the first gateway, as the first app. */
export function send(parlance: Parlance, { method, path, body, headers = {}, key = 'rest' }: RawRequest): Promise<RawAnswer> {
  const app = parlance.app();
  const bytes = body === undefined ? undefined : Buffer.from(body as string);
  return new Promise((resolve, reject) => {
    const request = httpRequest(parlance.url + path, {
      method,
      headers: {
        'X-Parse-Application-Id': app.id,
        [KEY_FIELDS[key]]: app.keys[key],
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
