import { ParseError } from '@parlance/errors';
import type { OrderTerm } from '../ast.ts';
import { ORDER_TERMS_MAX, type QueryLimits } from '../limits.ts';
import { parseOrderPath } from './field-path.ts';
import { assertCount, isUnset, jsonOr, wrong } from './parameters.ts';

/**
 * `-score,playerName`: most significant first, `-` for descending. A repeated field keeps its first place and takes its last direction.
 *
 * @throws InvalidFieldName (105) also for empty names, and for values that are no names; InvalidQuery (102) too many terms, or ACL, which is no value
 */
export function parseOrder(value: unknown, limits: QueryLimits): readonly OrderTerm[] {
  const names = namesOf(value);
  assertCount('order', names.length, ORDER_TERMS_MAX);
  const terms = new Map<string, OrderTerm>();
  for (const name of names) {
    const descending = name.startsWith('-');
    const field = parseOrderPath(descending ? name.slice(1) : name, limits);
    if (field === 'ACL') throw new ParseError('InvalidQuery', 'Cannot order by ACL.');
    terms.set(field, { field, descending });
  }
  return [...terms.values()];
}

/** As Parse Server spells them, however they were sent. An empty list has one empty name there, an empty string has none. */
function namesOf(value: unknown): readonly string[] {
  if (isUnset(value) || value === '') return [];
  if (typeof value === 'boolean') throw wrong('order', 'names with commas between them');
  const list: unknown = typeof value === 'string' ? jsonNames(value) : value;
  const text = Array.isArray(list) && list.every((item) => typeof item === 'string') ? list.join(',') : spelledName(list);
  return text.split(',').map((name) => name.trim());
}

/** JSON in a query string: a list, or a string in quotes. */
function jsonNames(text: string): unknown {
  return text.startsWith('[') || text.startsWith('{') || text.startsWith('"') ? jsonOr(text, text) : text;
}

function spelledName(value: unknown): string {
  if (typeof value === 'string') return value;
  const one: unknown = Array.isArray(value) ? (value[0] ?? '') : value;
  return typeof one === 'string' || typeof one === 'number' ? String(one) : '[object Object]';
}
