import { randomBytes } from 'node:crypto';

/** A name that no request had before. */
export type NextRequestId = () => string;

/**
 * Names requests for logs, unique without coordination: a random start for each process, then a count. A client's own
 * X-Parse-Request-Id is no name: clients repeat it, and may write anything into it.
 */
export function requestIds(): NextRequestId {
  const start = randomBytes(8).toString('base64url');
  let count = 0;
  return () => `${start}-${(++count).toString(36)}`;
}
