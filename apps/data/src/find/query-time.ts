import { ParseError } from '@parlance/errors';

/**
 * How long the database may work on a query of a request, in milliseconds: the app's limit, or the time left until the request's deadline.
 *
 * @throws RequestTimeout (124) when nothing is left: the caller has given up
 */
export function queryTimeMs(queryTimeoutMs: number, deadline: number): number {
  const left = deadline - Date.now();
  if (left < 1) throw new ParseError('RequestTimeout', 'The request took too long.');
  return Math.min(queryTimeoutMs, left);
}
