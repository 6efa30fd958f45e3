import { isObject, type JsonObject } from '@parlance/values';

/** A date as REST JSON has it. */
export function dateOf(value: unknown): Date | undefined {
  if (!isObject(value) || value['__type'] !== 'Date' || typeof value['iso'] !== 'string') return undefined;
  const date = new Date(value['iso']);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

/** The same the other way round. */
export function dateJson(date: Date): JsonObject {
  return { __type: 'Date', iso: date.toISOString() };
}
