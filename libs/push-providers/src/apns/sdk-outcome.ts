import type { Outcome } from '@parlance/push';
import type { ResponseFailure } from '@parse/node-apn';
import { apnsOutcome } from './outcome.ts';

/** Errors of connections that were never made. */
const NOT_CONNECTED = /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|CERT_|SELF_SIGNED|UNABLE_TO_VERIFY/;

/**
 * The outcome of one message as `@parse/node-apn` tells it. Answers are judged by the table of `outcome.ts`, without the Retry-After that
 * the SDK keeps to itself.
 *
 * @param failure undefined for a message that was taken
 */
export function apnsSdkOutcome(failure: ResponseFailure | undefined): Outcome {
  if (failure === undefined) return { kind: 'sent' };
  const { status, response, error } = failure;
  if (typeof status === 'number') {
    const reason = response?.reason ?? error?.message;
    const body = JSON.stringify({ reason, timestamp: response?.timestamp });
    return apnsOutcome({ kind: 'answer', status, headers: {}, body }, 0);
  }
  return ofError(error?.message ?? '');
}

/** The SDK asks for another token by itself, and would sign it itself: the reason comes as an error. */
export function isExpiredToken(failure: ResponseFailure | undefined): boolean {
  return failure?.status === 403 && (failure.response?.reason ?? failure.error?.message) === 'ExpiredProviderToken';
}

function ofError(message: string): Outcome {
  if (message.includes('NGHTTP2_REFUSED_STREAM')) return { kind: 'retry', reason: 'refusedStream' };
  if (NOT_CONNECTED.test(message)) return { kind: 'retry', reason: 'noConnection' };
  if (message.includes('client is destroyed')) return { kind: 'retry', reason: 'aborted' };
  const answered = /with status (\d{3}) and empty body/.exec(message)?.[1];
  if (answered !== undefined) return apnsOutcome({ kind: 'answer', status: Number(answered), headers: {}, body: '' }, 0);
  return { kind: 'unknown', reason: message.includes('timeout') ? 'timeout' : 'streamReset' };
}
