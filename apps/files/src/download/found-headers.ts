import { isReplyHeader, type functions } from '@parlance/contracts';
import { dispositionOf } from './delivery.ts';

/** Fields that tell about the bytes; those of a partial answer would lie. */
const OF_BYTES: ReadonlySet<string> = new Set(['accept-ranges', 'content-range', 'etag', 'last-modified']);
const VALUE = /^[\t\x20-\x7e\x80-\xff]{0,4096}$/;
const FIELDS_MAX = 50;

/**
 * Header fields of a download with those that afterFind has set. Code may name any field; it changes those alone that a service may send and
 * that do not describe the bytes, and fields of its own (`X-…`). The others are passed over, as are values that no field can have.
 *
 * @param headers by names in lower case
 */
export function foundHeaders(
  headers: Readonly<Record<string, string>>,
  name: string,
  { name: shownName = name, forceDownload = false, responseHeaders = {} }: functions.FileOutcome,
): Record<string, string> {
  const set = Object.entries(responseHeaders)
    .map(([field, value]) => [field.toLowerCase(), value] as const)
    .filter((entry): entry is readonly [string, string] => typeof entry[1] === 'string' && VALUE.test(entry[1]))
    .filter(([field]) => isReplyHeader(field) && !OF_BYTES.has(field));
  const disposition: Record<string, string> = forceDownload ? { 'content-disposition': dispositionOf('attachment', shownName) } : {};
  return { ...headers, ...disposition, ...Object.fromEntries(set.slice(0, FIELDS_MAX)) };
}
