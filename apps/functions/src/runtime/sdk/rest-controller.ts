import type { RequestAs } from '../../channel/messages.ts';
import type { Door, DoorAnswer, DoorRequest } from '../door.ts';
import { bytesOf, parseJson, textOf, toJson } from '../primordials.ts';
import { SDK, type Json } from './sdk.ts';

const STATUS_FIELDS = ['X-Parse-Job-Status-Id', 'X-Parse-Push-Status-Id'];
/** Longest query that travels in a path; a longer one goes as the body of a POST that says its method. */
const QUERY_MAX = 8_000;
const METHODS: ReadonlySet<string> = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']);
const CONNECTION_FAILED = 100;
const INVALID_VALUE = 104;
const JSON_TYPE = 'application/json';

/** The options of a request of the SDK that decide anything here. */
interface Options {
  readonly useMasterKey?: boolean;
  readonly sessionToken?: string;
  readonly installationId?: string;
  readonly context?: unknown;
  readonly returnStatus?: boolean;
  readonly progress?: unknown;
}

type Method = DoorRequest['method'];

/**
 * The SDK's way to the deployment: all of its requests go through the door, whatever code has done to its settings. Rights are those that
 * the call itself states: the master key, a session token, or nobody's.
 */
export function restController(door: Door): object {
  return {
    async request(method: string, path: string, data: unknown, options: Options = {}): Promise<unknown> {
      const answer = await door.ask(...requestOf(method, path, data, options));
      return responseOf(answer, options);
    },
    /** Saves bytes and deletes files; `url` is an absolute one below the SDK's serverURL. */
    async ajax(method: string, url: string, data: unknown, headers: Record<string, string> = {}): Promise<unknown> {
      const { request, body } = await ajaxRequest(method, url, data, headers);
      const answer = await door.ask(request, body);
      if (answer.status >= 400) throw errorOf(jsonOf(answer), answer.status);
      return { status: answer.status, response: answer.body.length === 0 ? {} : jsonOf(answer), headers: answer.headers };
    },
    handleError(error: { code?: number; error?: string; message?: string }): Promise<never> {
      return Promise.reject(new SDK.Error(error.code ?? CONNECTION_FAILED, error.error ?? error.message ?? 'The request failed.'));
    },
  };
}

function requestOf(method: string, path: string, data: unknown, options: Options): [DoorRequest, Uint8Array] {
  const verb = methodOf(method);
  const rights = rightsOf(options);
  const context = contextJson(options.context ?? {}); // never that of the run: as in Parse Server, code hands it on by itself
  const below = belowMount(path);
  const common = { ...rights, installationId: options.installationId ?? 'cloud', context };
  const members = withMountlessBatch(below, { ...(data as Json | null) });
  if (verb !== 'GET') return [{ ...common, method: verb, path: below, contentType: JSON_TYPE }, bytesOf(toJson(members))];
  const query = queryOf(members);
  if (query.length <= QUERY_MAX) {
    return [{ ...common, method: 'GET', path: query === '' ? below : `${below}${below.includes('?') ? '&' : '?'}${query}` }, bytesOf('')];
  }
  return [{ ...common, method: 'POST', path: below, contentType: JSON_TYPE }, bytesOf(toJson({ ...members, _method: 'GET' }))];
}

/** The master key wins over a token, as in Parse Server; a token that is no string is none. */
function rightsOf({ useMasterKey, sessionToken }: Options): { as: RequestAs; sessionToken?: string } {
  if (useMasterKey) return { as: 'master' };
  return typeof sessionToken === 'string' ? { as: 'session', sessionToken } : { as: 'public' };
}

function methodOf(method: string): Method {
  const verb = method.toUpperCase();
  if (!METHODS.has(verb)) throw new SDK.Error(CONNECTION_FAILED, `The method ${method} is not one of the REST API.`);
  return verb as Method;
}

/** @throws Parse.Error for a context with functions and other values that cannot be copied, as in Parse Server */
export function contextJson(context: unknown): string {
  try {
    return toJson(SDK._encode(context)) ?? '{}';
  } catch (error) {
    throw new SDK.Error(INVALID_VALUE, `Context contains non-cloneable values: ${error instanceof Error ? error.message : ''}`);
  }
}

/** A path of the SDK, or a URL below any address of this deployment, without the mount. */
function belowMount(path: string): string {
  const prefix = mount();
  const local = path.startsWith(`${prefix}/`) && prefix !== '' ? path.slice(prefix.length) : path;
  return local.startsWith('/') ? local : `/${local}`;
}

/** Path of the SDK's serverURL, which code may have changed. */
function mount(): string {
  try {
    return new URL(SDK.serverURL).pathname.replace(/\/+$/, '');
  } catch {
    return '';
  }
}

/** The SDK puts its mount before the paths of a batch. */
function withMountlessBatch(path: string, members: Json): Json {
  if (path !== '/batch' || !Array.isArray(members.requests)) return members;
  const requests = members.requests as (Json & { path?: unknown })[];
  return {
    ...members,
    requests: requests.map((request) => (typeof request.path === 'string' ? { ...request, path: belowMount(request.path) } : request)),
  };
}

function queryOf(members: Json): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(members)) {
    if (value !== undefined) query.append(name, typeof value === 'string' ? value : toJson(value));
  }
  return query.toString();
}

function responseOf(answer: DoorAnswer, { returnStatus }: Options): unknown {
  const json = answer.body.length === 0 ? {} : jsonOf(answer);
  if (answer.status >= 400) throw errorOf(json, answer.status);
  return returnStatus ? { ...json, _status: answer.status, _headers: fieldsOf(answer) } : json;
}

/** The SDK looks for these header fields by their names to the letter. */
function fieldsOf({ headers }: DoorAnswer): Readonly<Record<string, string>> {
  const spelled = STATUS_FIELDS.filter((name) => headers[name.toLowerCase()] !== undefined);
  return { ...headers, ...Object.fromEntries(spelled.map((name) => [name, headers[name.toLowerCase()] ?? ''])) };
}

/** The error of an answer. */
export function errorOf({ code, error }: Json, status: number): Error {
  return new SDK.Error(typeof code === 'number' ? code : CONNECTION_FAILED, error ?? `The request failed with status ${status}.`);
}

/** The JSON of an answer. */
export function jsonOf({ body, status }: DoorAnswer): Json {
  try {
    return parseJson(textOf(body)) as Json;
  } catch {
    return { code: CONNECTION_FAILED, error: `The answer with status ${status} is no JSON.` };
  }
}

/**
 * A file's bytes go as they are; one with metadata, tags or a folder as JSON, since those would be header fields, which a request of code
 * has none of.
 */
async function ajaxRequest(method: string, url: string, data: unknown, headers: Record<string, string>) {
  const named = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  const sessionToken = named.get('x-parse-session-token');
  const rights = rightsOf({ useMasterKey: named.has('x-parse-master-key'), ...(sessionToken === undefined ? {} : { sessionToken }) });
  const { pathname, search } = new URL(url, SDK.serverURL);
  const common = { ...rights, method: methodOf(method), path: `${belowMount(pathname)}${search}`, installationId: 'cloud' };
  const contentType = named.get('content-type');
  const bytes = await bytesOfBody(data);
  const fileData = fileDataOf(named);
  if (fileData === undefined) return { request: { ...common, contentType }, body: bytes };
  const body = {
    base64: Buffer.from(bytes).toString('base64'),
    fileData,
    ...(contentType === undefined ? {} : { _ContentType: contentType }),
  };
  return { request: { ...common, contentType: JSON_TYPE }, body: bytesOf(toJson(body)) };
}

function fileDataOf(headers: ReadonlyMap<string, string>): Json | undefined {
  const json = (name: string): Json => parseJson(headers.get(name) ?? '{}') as Json;
  const directory = headers.get('x-parse-file-directory');
  const isTold = ['x-parse-file-metadata', 'x-parse-file-tags', 'x-parse-file-directory'].some((name) => headers.has(name));
  if (!isTold) return undefined;
  return { metadata: json('x-parse-file-metadata'), tags: json('x-parse-file-tags'), ...(directory === undefined ? {} : { directory }) };
}

/** @param data a text, bytes, or a web stream of bytes */
async function bytesOfBody(data: unknown): Promise<Uint8Array> {
  if (data instanceof Uint8Array) return data;
  if (typeof data === 'string') return bytesOf(data);
  if (data instanceof ReadableStream) return new Uint8Array(await new Response(data as ReadableStream<Uint8Array>).arrayBuffer());
  return bytesOf('');
}
