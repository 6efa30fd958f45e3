import type { MsgHdrs } from '@nats-io/transport-node';
import { isErrorName, ParseError, type Refusal } from '@parlance/errors';
import { FIELD, type Fields } from './fields.ts';
import { escapeText, unescapeText } from './text.ts';

/** Longest error text that crosses the bus, in UTF-16 units; the rest is cut. Texts quote names, and names are bounded. */
export const MESSAGE_LENGTH_MAX = 4_096;

export function encodeError({ kind, code, status, message, retryAfterSeconds, refusal }: ParseError): Fields {
  const fields: Fields = { [FIELD.error]: kind, [FIELD.message]: cutText(message) };
  if (kind === 'Custom') fields[FIELD.code] = `${code} ${status}`;
  if (retryAfterSeconds !== undefined) fields[FIELD.retryAfter] = String(retryAfterSeconds);
  if (refusal !== undefined) {
    fields[FIELD.inFull] = cutText(refusal.inFull);
    fields[FIELD.because] = cutText(refusal.because);
  }
  return fields;
}

function cutText(text: string): string {
  return escapeText(text.slice(0, MESSAGE_LENGTH_MAX));
}

const SECONDS = /^\d{1,9}$/;
const CODE = /^(-?\d{1,16}) (\d{3})$/;

/** An error that this process does not know, from a newer peer, becomes an internal error: its text may not be fit for clients. */
export function decodeError(headers: Pick<MsgHdrs, 'get'>): ParseError {
  const kind = headers.get(FIELD.error);
  const retryAfter = headers.get(FIELD.retryAfter);
  try {
    const options = { ...(SECONDS.test(retryAfter) ? { retryAfterSeconds: Number(retryAfter) } : {}), ...refusalIn(headers) };
    const message = unescapeText(headers.get(FIELD.message));
    if (isErrorName(kind)) return new ParseError(kind, message, options);
    const [, code, status] = CODE.exec(headers.get(FIELD.code)) ?? [];
    return kind === 'Custom' ? ParseError.custom(Number(code), message, Number(status), options) : internalError();
  } catch {
    return internalError(); // a broken escape, or no code: not written by encodeError
  }
}

function refusalIn(headers: Pick<MsgHdrs, 'get'>): { readonly refusal?: Refusal } {
  const inFull = headers.get(FIELD.inFull);
  return inFull === '' ? {} : { refusal: { inFull: unescapeText(inFull), because: unescapeText(headers.get(FIELD.because)) } };
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
