import { SDK, type Json } from '../sdk/sdk.ts';

const REQUEST_TIMEOUT = 124;
const TIMEOUT_MS = 10_000;
const REDIRECTS_MAX = 10;

/** `Parse.Cloud.httpRequest`: options as the product documents them, with `timeout` in milliseconds besides. */
export interface HttpOptions {
  readonly url: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly params?: string | Json;
  readonly body?: unknown;
  readonly followRedirects?: boolean;
  readonly timeout?: number;
  readonly success?: (response: HttpResponse) => void;
  readonly error?: (response: unknown) => void;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly buffer: Buffer;
  readonly text: string;
  readonly data: unknown;
  readonly cookies: Readonly<Record<string, { name: string; value: string }>>;
}

/**
 * Sends a request from code to another server.
 *
 * @returns the response of a status below 400; others reject with the response itself, as the product does
 * @throws Parse.Error 124 when there is no answer in time
 */
export async function httpRequest(options: HttpOptions | string): Promise<HttpResponse> {
  const asked = typeof options === 'string' ? { url: options } : options;
  try {
    const response = await answerOf(asked);
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- callers of the product get the response itself
    if (response.status >= 400) throw response;
    asked.success?.(response);
    return response;
  } catch (error) {
    asked.error?.(error);
    throw error;
  }
}

async function answerOf({ url, method = 'GET', headers = {}, params, body, followRedirects = false, timeout = TIMEOUT_MS }: HttpOptions) {
  const sent = bodyOf(body, headers);
  const signal = AbortSignal.timeout(timeout);
  try {
    let target = withParams(url, params);
    let verb = method.toUpperCase();
    let payload = sent.body;
    for (let redirects = 0; ; redirects++) {
      const response = await fetch(target, { method: verb, headers: sent.headers, body: payload, redirect: 'manual', signal });
      const location = response.headers.get('location');
      if (!followRedirects || location === null || response.status < 300 || redirects >= REDIRECTS_MAX) return await readResponse(response);
      target = new URL(location, target);
      if (response.status === 303) [verb, payload] = ['GET', undefined];
    }
  } catch (error) {
    if (signal.aborted) throw new SDK.Error(REQUEST_TIMEOUT, `The request to ${new URL(url).host} has timed out.`);
    throw error;
  }
}

function withParams(url: string, params: HttpOptions['params']): URL {
  const target = new URL(url);
  if (typeof params === 'string') target.search = params.replace(/^\?/, '');
  else
    for (const [name, value] of Object.entries(params ?? {}))
      for (const one of [value].flat()) target.searchParams.append(name, String(one));
  return target;
}

/** A text or bytes, as `fetch` sends them. */
type Sendable = string | Uint8Array<ArrayBuffer>;

/** An object is sent as a form, or as JSON where the content type says so; texts and bytes are sent as they are. */
function bodyOf(body: unknown, headers: Readonly<Record<string, string>>): { body: Sendable | undefined; headers: Record<string, string> } {
  if (body === undefined || body === null) return { body: undefined, headers: { ...headers } };
  if (typeof body === 'string' || body instanceof Uint8Array) return { body: body as Sendable, headers: { ...headers } };
  const named = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type');
  if (named !== undefined && !named[1].includes('x-www-form-urlencoded')) return { body: JSON.stringify(body), headers: { ...headers } };
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(body)) form.append(name, typeof value === 'object' ? JSON.stringify(value) : String(value));
  return { body: form.toString(), headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...headers } };
}

async function readResponse(response: Response): Promise<HttpResponse> {
  const buffer = Buffer.from(await response.arrayBuffer());
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    buffer,
    get text() {
      return buffer.toString('utf8');
    },
    get data() {
      return dataOf(buffer, response.headers.get('content-type') ?? '');
    },
    get cookies() {
      return cookiesOf(response.headers.getSetCookie());
    },
  };
}

/** The parsed body of JSON and of forms. */
function dataOf(buffer: Buffer, contentType: string): unknown {
  const text = buffer.toString('utf8');
  if (contentType.includes('x-www-form-urlencoded')) return Object.fromEntries(new URLSearchParams(text));
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function cookiesOf(lines: readonly string[]): HttpResponse['cookies'] {
  const pairs = lines.map((line) => /^([^=;]+)=([^;]*)/.exec(line)).filter((match) => match !== null);
  return Object.fromEntries(pairs.map(([, name = '', value = '']) => [name.trim(), { name: name.trim(), value }]));
}
