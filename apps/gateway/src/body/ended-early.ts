import type { IncomingMessage } from 'node:http';
import { ParseError } from '@parlance/errors';

/** The error of a body that ends before its end. Only a client that has closed its own direction alone is left to read it. */
export function endedEarly({ headers }: Pick<IncomingMessage, 'headers'>): ParseError {
  return headers['content-length'] === undefined
    ? new ParseError('InvalidJson', 'The body ended early.')
    : new ParseError('InvalidContentLength', 'The body is shorter than its Content-Length says.');
}
