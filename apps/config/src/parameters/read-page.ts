import { ParseError } from '@parlance/errors';

/** Changes in one answer: each may hold the values of all parameters twice. */
const LIMIT_MAX = 50;
const LIMIT_DEFAULT = 20;

/** Reads `limit` and `before` of a request for the history. @throws InvalidQuery (102) */
export function readPage({ limit = LIMIT_DEFAULT, before }: Readonly<Record<string, unknown>>): {
  limit: number;
  before: number | undefined;
} {
  const read = Number(limit);
  if (!Number.isInteger(read) || read < 1 || read > LIMIT_MAX) {
    throw new ParseError('InvalidQuery', `"limit" must be a whole number from 1 to ${LIMIT_MAX}.`);
  }
  if (before === undefined) return { limit: read, before };
  const version = Number(before);
  if (!Number.isSafeInteger(version) || version < 1) throw new ParseError('InvalidQuery', '"before" must be the number of a version.');
  return { limit: read, before: version };
}

/** @throws InvalidQuery (102) for anything but the number of a version */
export function readVersion(version: unknown): number {
  if (typeof version !== 'number' || !Number.isSafeInteger(version) || version < 0) {
    throw new ParseError('InvalidQuery', '"version" must be the number of a version.');
  }
  return version;
}
