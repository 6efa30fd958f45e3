import type { IncomingMessage } from 'node:http';
import { ParseError } from '@parlance/errors';

/** Longest request target, in bytes. A `where` in a query string makes them long. */
export const URL_BYTES_MAX = 64 << 10;
/** All header fields together, names and values, in bytes. */
export const HEADER_BYTES_MAX = 16 << 10;

/** @throws ParseError UriTooLong or HeadersTooLarge; InvalidJson without the Host field that HTTP/1.1 demands */
export function assertRequestHead({ url = '', rawHeaders, headers, httpVersionMinor }: IncomingMessage): void {
  if (url.length > URL_BYTES_MAX) throw uriTooLong();
  let bytes = 0;
  for (const text of rawHeaders) bytes += text.length; // header strings are Latin-1: a character is a byte
  if (bytes > HEADER_BYTES_MAX) throw headersTooLarge();
  if (headers.host === undefined && httpVersionMinor > 0) throw new ParseError('InvalidJson', 'The request has no Host field.');
}

export function uriTooLong(): ParseError {
  return new ParseError('UriTooLong', `The URL is longer than ${URL_BYTES_MAX} bytes.`);
}

export function headersTooLarge(): ParseError {
  return new ParseError('HeadersTooLarge', `The header fields are larger than ${HEADER_BYTES_MAX} bytes together.`);
}
