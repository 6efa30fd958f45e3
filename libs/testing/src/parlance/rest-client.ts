import type { TestApp, TestKey } from './test-app.ts';

/** An HTTP answer, whatever its status. */
export interface RestAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** The parsed JSON; undefined when the answer has no body or another type. Tests look into it freely. */
  readonly body: ReturnType<typeof JSON.parse>;
  readonly text: string;
}

export interface RestOptions {
  /** Which app asks; the first declared one when absent. */
  readonly app?: TestApp;
  /** Which of its keys is shown; `rest` when absent, 'none' for the app's id alone. */
  readonly key?: TestKey | 'none';
  /** Further header fields; they win over those of app and key. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Which gateway is asked, counted from 0. */
  readonly gateway?: number;
}

const KEY_FIELDS: Readonly<Record<TestKey, string>> = {
  master: 'X-Parse-Master-Key',
  readOnlyMaster: 'X-Parse-Master-Key',
  maintenance: 'X-Parse-Maintenance-Key',
  client: 'X-Parse-Client-Key',
  javascript: 'X-Parse-JavaScript-Key',
  rest: 'X-Parse-REST-API-Key',
  dotNet: 'X-Parse-Windows-Key',
};

/**
 * Sends one raw request.
 *
 * @param address of the mount
 * @param path below the mount, with its query: `/classes/Game?limit=1`
 * @param body sent as JSON; a string or bytes are sent as they are
 */
export async function sendRest(
  address: string,
  method: string,
  path: string,
  body: unknown,
  app: TestApp,
  { key = 'rest', headers = {} }: RestOptions,
): Promise<RestAnswer> {
  const response = await fetch(address + path, {
    method,
    headers: {
      'X-Parse-Application-Id': app.id,
      ...(key === 'none' ? {} : { [KEY_FIELDS[key]]: app.keys[key] }),
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...headers,
    },
    body: typeof body === 'string' || body instanceof Uint8Array ? new Uint8Array(Buffer.from(body)) : JSON.stringify(body),
    redirect: 'manual',
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json') === true && text !== '';
  return { status: response.status, headers: response.headers, body: isJson ? (JSON.parse(text) as unknown) : undefined, text };
}
