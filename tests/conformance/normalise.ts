import type { Answer, Names } from './ask.ts';
import type { Step } from './subject.ts';

/** An answer in which ids, the present time and addresses stand as words. */
export interface Normal {
  readonly status: number;
  readonly location: string | undefined;
  /** Header fields that the step wants to be shown. */
  readonly fields?: Answer['fields'];
  readonly body: unknown;
}

interface Surroundings {
  readonly step: Pick<Step, 'query' | 'body' | 'view' | 'path'>;
  readonly names: Names;
  /** Address of the server, with its mount. */
  readonly url: string;
}

const NEAR_NOW_MS = 30 * 60_000;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
/** A request that asks for an order; without one, results may come in any. */
const ASKS_FOR_ORDER = /"order"|\$nearSphere|\$sort|\$geoNear/;

/** Makes the answers of two servers comparable. */
export function normalised(answer: Answer, { step, names, url }: Surroundings): Normal {
  const spoken = (text: string): string => nameIds(text.replaceAll(url, '{{url}}'), names);
  const body = walk(step.view?.(answer.body) ?? answer.body, (text) => (isNow(text) ? '{{now}}' : spoken(text)));
  return {
    status: answer.status,
    location: answer.location === undefined ? undefined : spoken(answer.location),
    ...(answer.fields === undefined ? {} : { fields: answer.fields }),
    body: asksForOrder(step) ? body : unordered(body),
  };
}

/** Applies `change` to every text and every name of a member. */
function walk(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((element) => walk(element, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [change(key), walk(member, change)]));
}

function nameIds(text: string, names: Names): string {
  let named = text;
  for (const [name, objectId] of names) named = named.replaceAll(objectId, `{{${name}}}`);
  return named;
}

function isNow(text: string): boolean {
  return TIME.test(text) && Math.abs(Date.parse(text) - Date.now()) < NEAR_NOW_MS;
}

function asksForOrder({ query, body, path }: Surroundings['step']): boolean {
  return path === '/batch' || ASKS_FOR_ORDER.test(JSON.stringify([query, body]));
}

function unordered(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || !('results' in body) || !Array.isArray(body.results)) return body;
  const results = (body.results as unknown[]).map((result) => [sortedText(result), result] as const);
  results.sort(([one], [other]) => (one < other ? -1 : Number(one > other)));
  return { ...body, results: results.map(([, result]) => result) };
}

/** JSON with members in the order of their names. */
function sortedText(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([one], [other]) => (one < other ? -1 : 1)))
      : member,
  );
}
