import { ParseError } from '@parlance/errors';
import { dateFromText, isClassName, isObject, shown } from '@parlance/values';
import type { SlowQueryFilter } from './slow-query.store.ts';

const LIMIT_DEFAULT = 100;
const LIMIT_MAX = 1_000;

/**
 * Reads the parameters of `GET /admin/slow-queries`: `class`, `since`, `until` (a time as an ISO string or as a Date of the wire), `limit`.
 *
 * @throws InvalidQuery (102) an unknown parameter or a time that is none; InvalidClassName (103); InvalidLimit (117)
 */
export function parseSlowQueryParameters(parameters: Readonly<Record<string, unknown>>): SlowQueryFilter {
  const { class: className, since, until, limit, ...others } = parameters;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw new ParseError('InvalidQuery', `Invalid parameter for query: ${shown(unknown)}`);
  return { className: readClass(className), since: readTime('since', since), until: readTime('until', until), limit: readLimit(limit) };
}

function readClass(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== 'string' || !isClassName(value)) throw new ParseError('InvalidClassName', 'class has to be the name of a class.');
  return value;
}

function readTime(name: string, value: unknown): Date | undefined {
  if (value === undefined) return undefined;
  const text = isObject(value) && value['__type'] === 'Date' ? value['iso'] : value;
  const time = typeof text === 'string' ? dateFromText(text) : undefined;
  if (time === undefined) throw new ParseError('InvalidQuery', `${name} has to be a time such as 2026-01-02T03:04:05.000Z.`);
  return time;
}

function readLimit(value: unknown): number {
  if (value === undefined) return LIMIT_DEFAULT;
  const limit = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
  if (typeof limit !== 'number' || !Number.isInteger(limit) || limit < 0) {
    throw new ParseError('InvalidLimit', 'limit has to be an integer that is not negative.');
  }
  return Math.min(limit, LIMIT_MAX);
}
