import { ParseError, type ErrorBody } from '@parlance/errors';
import { jsonReply, type Reply } from './reply.ts';

/** Services come back within seconds or not at all; SDKs wait longer between their own attempts. */
const RETRY_AFTER_SECONDS = 1;

/** The answer that carries an error: `{"code","error"}` and its status. */
export function errorReply(error: ParseError, body: ErrorBody = error.toBody()): Reply {
  const reply = jsonReply(body, error.status);
  const retryAfter = error.retryAfterSeconds ?? (error.kind === 'ServiceUnavailable' ? RETRY_AFTER_SECONDS : undefined);
  return retryAfter === undefined ? reply : { ...reply, retryAfter };
}

/** The error that clients get for a fault of ours: it tells them nothing. */
export function internalError(): ParseError {
  return new ParseError('InternalServerError', 'Internal server error.');
}
