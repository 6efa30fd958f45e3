import { ParseError } from '@parlance/errors';
import { isObjectId } from '@parlance/values';

/** A value of an object in the order of a query, as JSON holds it: dates in epoch milliseconds, null for absent ones too. */
export type PageScalar = string | number | boolean | null;

/** The last object of a page: its values in the order, most significant first, and its id. */
export interface PagePosition {
  readonly objectId: string;
  readonly values: readonly PageScalar[];
}

/** Longest token, in characters: it has to fit into a URL beside the query. */
export const PAGE_TOKEN_LENGTH_MAX = 32_768;

/**
 * A token is base64url of the JSON list `[<fingerprint>, <objectId>, ...<values>]`. It is no secret and no proof: its content is
 * checked as if the client had written the condition itself, and the fingerprint keeps it from continuing another query by mistake.
 *
 * @throws InvalidQuery (102) when the values are longer than a token may be
 */
export function printPageToken(fingerprint: string, { objectId, values }: PagePosition): string {
  const token = Buffer.from(JSON.stringify([fingerprint, objectId, ...values])).toString('base64url');
  if (token.length <= PAGE_TOKEN_LENGTH_MAX) return token;
  throw new ParseError('InvalidQuery', 'The values that this query is ordered by are too long to continue after them.');
}

/** @throws InvalidQuery (102) when this is no token, or one of another query */
export function parsePageToken(token: string, fingerprint: string): PagePosition {
  const list = token.length <= PAGE_TOKEN_LENGTH_MAX ? jsonOf(token) : undefined;
  if (!Array.isArray(list)) throw malformed();
  const [made, objectId, ...values] = list as readonly unknown[];
  if (!isObjectId(objectId) || !values.every(isPageScalar)) throw malformed();
  if (made !== fingerprint) throw new ParseError('InvalidQuery', 'after belongs to a query of another where or order.');
  return { objectId, values };
}

function jsonOf(token: string): unknown {
  const bytes = Buffer.from(token, 'base64url');
  if (bytes.toString('base64url') !== token) return undefined; // signs of another alphabet, which are passed over
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return undefined; // told like everything else that is no token
  }
}

function isPageScalar(value: unknown): value is PageScalar {
  return value === null || typeof value === 'number' || typeof value === 'boolean' || (typeof value === 'string' && value.isWellFormed());
}

function malformed(): ParseError {
  return new ParseError('InvalidQuery', 'after must be empty, or a string that an answer has given as "after".');
}
