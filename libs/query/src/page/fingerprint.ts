import { isObject } from '@parlance/values';
import type { OrderTerm } from '../ast.ts';

/**
 * A short string that two queries share when they ask for the same objects in the same order, whatever the order of keys in their JSON.
 * It guards against mistakes, not against anybody who wants two queries to look alike.
 *
 * @param where JSON as sent, or its text, which has been parsed as a `where` before
 */
export function queryFingerprint(where: unknown, order: readonly OrderTerm[]): string {
  const json: unknown = typeof where === 'string' ? JSON.parse(where) : (where ?? {});
  const names = order.map(({ field, descending }) => (descending ? `-${field}` : field));
  return hashOf(JSON.stringify([json, names], sortKeys));
}

function sortKeys(_key: string, value: unknown): unknown {
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** 64 bits as two FNV-1a hashes of 32 bits that begin differently. */
function hashOf(text: string): string {
  return fnv1a(text, 0x811c9dc5) + fnv1a(text, 0x9747b28c);
}

function fnv1a(text: string, seed: number): string {
  let hash = seed;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash >>> 0).toString(36);
}
