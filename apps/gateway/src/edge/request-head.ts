import type { IncomingMessage } from 'node:http';
import { ParseError } from '@parlance/errors';

/** Longest request target, in bytes. A `where` in a query string makes them long. */
export const URL_BYTES_MAX = 64 << 10;
/** All header fields together, names and values, in bytes. */
export const HEADER_BYTES_MAX = 16 << 10;

/** Node's own test: a field that it matches was answered with 100 by Node itself. */
const CONTINUE = /(?:^|\W)100-continue(?:$|\W)/i;

/** @throws ParseError UriTooLong, HeadersTooLarge or ExpectationFailed; InvalidJson without the Host field that HTTP/1.1 demands */
export function assertRequestHead({ url = '', rawHeaders, headers, httpVersionMinor }: IncomingMessage): void {
  if (url.length > URL_BYTES_MAX) throw uriTooLong();
  let bytes = 0;
  for (const text of rawHeaders) bytes += text.length; // header strings are Latin-1: a character is a byte
  if (bytes > HEADER_BYTES_MAX) throw headersTooLarge();
  if (headers.host === undefined && httpVersionMinor > 0) throw new ParseError('InvalidJson', 'The request has no Host field.');
  if (headers.expect !== undefined && httpVersionMinor > 0 && !CONTINUE.test(headers.expect))
    throw new ParseError('ExpectationFailed', 'A request can expect nothing but 100-continue.');
}

export function uriTooLong(): ParseError {
  return new ParseError('UriTooLong', `The URL is longer than ${URL_BYTES_MAX} bytes.`);
}

export function headersTooLarge(): ParseError {
  return new ParseError('HeadersTooLarge', `The header fields are larger than ${HEADER_BYTES_MAX} bytes together.`);
}
