import { ParseError } from '@parlance/errors';
import type { AskedCondition } from '../ast.ts';
import type { FindQuery } from '../find-query.ts';
import { queryFingerprint } from './fingerprint.ts';
import type { PageRequest } from './page-request.ts';
import { parsePageToken } from './page-token.ts';

/**
 * The parameter `after`: empty for the first page, then the token of the answer before.
 *
 * @param where JSON as the client sent it
 * @throws InvalidQuery (102) no string, no token, one of another query; with skip, with limit 0, with an order that is not made of fields
 */
export function parseAfter(
  after: unknown,
  where: unknown,
  query: Pick<FindQuery, 'condition' | 'order' | 'limit' | 'skip'>,
): PageRequest | undefined {
  if (after === undefined || after === null) return undefined;
  if (typeof after !== 'string') throw new ParseError('InvalidQuery', 'after must be a string.');
  assertPageable(query);
  const fingerprint = queryFingerprint(where, query.order);
  return { fingerprint, position: after === '' ? undefined : parsePageToken(after, fingerprint) };
}

function assertPageable({ condition, limit, skip }: Pick<FindQuery, 'condition' | 'limit' | 'skip'>): void {
  if (skip > 0) throw new ParseError('InvalidQuery', 'after continues a query; skip cannot be used with it.');
  if (limit === 0) throw new ParseError('InvalidQuery', 'after needs a limit above 0.');
  if (isByDistance(condition)) throw new ParseError('InvalidQuery', 'after needs an order by fields; $nearSphere has one of its own.');
}

/** Constraints that order their matches, when nothing else does. They stand at the top of a query, never in a branch. */
const ORDERING: ReadonlySet<string> = new Set(['near']);

function isByDistance(condition: AskedCondition): boolean {
  return condition.kind === 'and' ? condition.items.some(({ kind }) => ORDERING.has(kind)) : ORDERING.has(condition.kind);
}
