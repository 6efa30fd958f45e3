import { ParseError } from '@parlance/errors';
import type { QueryLimits } from '../limits.ts';

/** @throws InvalidLimit (117) unless an integer from 0 on, as a number or as digits */
export function parseLimit(value: unknown, limits: QueryLimits): number {
  const asked = isAbsent(value) ? limits.defaultLimit : countOf(value);
  if (asked === undefined) throw new ParseError('InvalidLimit', 'limit must be an integer from 0 on.');
  return limits.maxLimit === null ? asked : Math.min(asked, limits.maxLimit);
}

/** @throws InvalidSkip (118) unless an integer from 0 on, as a number or as digits */
export function parseSkip(value: unknown): number {
  const skip = isAbsent(value) ? 0 : countOf(value);
  if (skip === undefined) throw new ParseError('InvalidSkip', 'skip must be an integer from 0 on.');
  return skip;
}

/** SDKs send null for parameters that were not set. */
const isAbsent = (value: unknown): boolean => value === undefined || value === null;

const DIGITS = /^\d{1,16}$/;

function countOf(value: unknown): number | undefined {
  const count = typeof value === 'string' && DIGITS.test(value) ? Number(value) : value;
  return typeof count === 'number' && Number.isSafeInteger(count) && count >= 0 ? count : undefined;
}
