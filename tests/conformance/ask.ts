import { sendHttp, type HttpAnswer, type HttpRequest } from './http.ts';
import { APP_ID, KEYS, type Server } from './pair.ts';
import type { Caller, Step } from './subject.ts';

/** An answer as a client sees it. */
export interface Answer {
  readonly status: number;
  readonly location: string | undefined;
  /** The fields of the answer that the step wants to be shown. */
  readonly fields?: Readonly<Record<string, string | undefined>>;
  /** The id of the run of a job that the request has started. */
  readonly jobId?: string;
  /** Parsed where it is JSON, else the text. */
  readonly body: unknown;
}

/** objectIds of one server by the names that steps gave them. */
export type Names = ReadonlyMap<string, string>;

const KEY_FIELDS: Readonly<Record<Caller, Readonly<Record<string, string>>>> = {
  stranger: {},
  nobody: { 'X-Parse-Application-Id': APP_ID },
  client: { 'X-Parse-Application-Id': APP_ID, 'X-Parse-REST-API-Key': KEYS.rest },
  master: { 'X-Parse-Application-Id': APP_ID, 'X-Parse-Master-Key': KEYS.master },
  readOnlyMaster: { 'X-Parse-Application-Id': APP_ID, 'X-Parse-Master-Key': KEYS.readOnlyMaster },
  maintenance: { 'X-Parse-Application-Id': APP_ID, 'X-Parse-REST-API-Key': KEYS.rest, 'X-Parse-Maintenance-Key': KEYS.maintenance },
};

/** Sends the request of a step to one server. */
export async function ask(server: Server, step: Step, names: Names): Promise<Answer> {
  const { method, path, query = {}, body, bytes, as = 'client', shows } = step;
  const parameters = new URLSearchParams(
    Object.entries(query).map(([name, value]): [string, string] => [name, filledIn(textOf(value), names)]),
  );
  const search = parameters.size > 0 ? `?${parameters.toString()}` : '';
  const sent = body === undefined ? undefined : filledIn(textOf(body), names);
  const { status, headers, text } = await sendTimely(server.url + filledIn(path, names) + search, {
    method,
    headers: { ...KEY_FIELDS[as], ...(sent === undefined ? {} : { 'Content-Type': 'application/json' }), ...ownHeaders(step, names) },
    body: bytes === undefined ? sent : Buffer.from(bytes, 'base64'),
  });
  const fields = shows === undefined ? {} : { fields: Object.fromEntries(shows.map((name) => [name, headers[name]?.toString()])) };
  const jobId = headers['x-parse-job-status-id'];
  return { status, location: headers.location, ...fields, ...(typeof jobId === 'string' ? { jobId } : {}), body: readBody(text) };
}

/** A server that a busy machine has held up for long may say that the request took too long to arrive (408): it is sent again. */
async function sendTimely(address: string, request: HttpRequest): Promise<HttpAnswer> {
  const answer = await sendHttp(address, request);
  return answer.status === 408 ? sendHttp(address, request) : answer;
}

function ownHeaders({ headers = {}, session }: Step, names: Names): Record<string, string> {
  const token: Record<string, string> = session === undefined ? {} : { 'X-Parse-Session-Token': filledIn(`{{${session}Token}}`, names) };
  return { ...token, ...headers };
}

/** Parse Server sends some JSON without saying so: a body that can be read as JSON is taken for JSON. */
function readBody(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** An id that no object has, for an object that one of the servers refused to create: later steps show it as missing there. */
const MISSING = 'missing123';

const filledIn = (text: string, names: Names): string => text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => names.get(name) ?? MISSING);
