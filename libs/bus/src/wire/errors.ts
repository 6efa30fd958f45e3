import { isErrorName, ParseError } from '@parlance/errors';
import { FIELD, type Fields } from './fields.ts';
import { escapeText, unescapeText } from './text.ts';

/** Longest error text that crosses the bus, in UTF-16 units; the rest is cut. Texts quote names, and names are bounded. */
export const MESSAGE_LENGTH_MAX = 4_096;

export function encodeError(error: ParseError): Fields {
  const fields = { [FIELD.error]: error.kind, [FIELD.message]: escapeText(error.message.slice(0, MESSAGE_LENGTH_MAX)) };
  return error.retryAfterSeconds === undefined ? fields : { ...fields, [FIELD.retryAfter]: String(error.retryAfterSeconds) };
}

const SECONDS = /^\d{1,9}$/;

/** An error that this process does not know, from a newer peer, becomes an internal error: its text may not be fit for clients. */
export function decodeError(kind: string, message: string, retryAfter = ''): ParseError {
  if (!isErrorName(kind)) return internalError();
  try {
    const options = SECONDS.test(retryAfter) ? { retryAfterSeconds: Number(retryAfter) } : undefined;
    return new ParseError(kind, unescapeText(message), options);
  } catch {
    return internalError(); // a broken escape: not written by encodeError
  }
}

/** The work was provably not started: nobody serves the operation, or this process is not connected. */
export function serviceUnavailable(): ParseError {
  return new ParseError('ServiceUnavailable', 'The service is temporarily unavailable.');
}

/** The deadline passed, or the reply was lost; whether the work was done is unknown. */
export function requestTimeout(): ParseError {
  return new ParseError('RequestTimeout', 'The request took too long.');
}

/** The bytes or the shape of a request do not fit its operation: a peer of another version, or not one of ours. */
export function unreadableRequest(): ParseError {
  return new ParseError('InvalidJson', 'The request is not well-formed.');
}

/** The one text for all that went wrong inside; the log has the rest. */
export function internalError(): ParseError {
  return new ParseError('InternalServerError', 'Internal server error.');
}
