import { isDeepStrictEqual } from 'node:util';
import type { Expected } from './differences/difference.ts';
import type { Normal } from './normalise.ts';

/** Whether both servers answer alike. */
export const alike = (one: Normal, other: Normal): boolean => isDeepStrictEqual(one, other);

/** Whether an answer is the one that the table of differences promises. */
export function keepsPromise({ status, body }: Normal, [promisedStatus, promised]: Expected): boolean {
  if (status !== promisedStatus) return false;
  if (typeof promised !== 'number') return holds(body, promised);
  const { code, error } = (body ?? {}) as { code?: unknown; error?: unknown };
  return code === promised && typeof error === 'string' && error !== '';
}

/** Whether `value` keeps the promise: lists of the same length, objects with at least the promised members. */
function holds(value: unknown, promised: unknown): boolean {
  if (typeof promised !== 'object' || promised === null) return value === promised;
  if (typeof value !== 'object' || value === null || Array.isArray(value) !== Array.isArray(promised)) return false;
  if (Array.isArray(promised) && promised.length !== (value as unknown[]).length) return false;
  return Object.entries(promised).every(([key, member]) => holds((value as Record<string, unknown>)[key], member));
}
