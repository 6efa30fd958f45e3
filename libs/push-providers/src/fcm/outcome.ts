import type { IncomingHttpHeaders } from 'node:http2';
import type { Outcome } from '@parlance/push';
import type { Http2Result } from '../http2/exchange.ts';
import { asObject, membersOf } from '../json.ts';
import { reasonOf } from '../reason.ts';
import { retryAfterMs } from '../retry-after.ts';

const THROTTLED_MS = 60_000;
const BACKOFF_MS = 10_000;
const FCM_ERROR = 'type.googleapis.com/google.firebase.fcm.v1.FcmError';

/** An error of FCM: the code of its details, or the status of the whole, and the things it is about. */
export interface FcmFailure {
  readonly reason: string;
  /** From the details, absent where FCM named none. */
  readonly code?: string;
  readonly aboutToken: boolean;
  readonly tooBig: boolean;
}

export function fcmFailure(body: string, status: number): FcmFailure {
  const error = asObject(membersOf(body)['error']);
  const details = Array.isArray(error['details']) ? error['details'].map(asObject) : [];
  const code = details.find((detail) => detail['@type'] === FCM_ERROR)?.['errorCode'];
  const violations = details.flatMap(({ fieldViolations: found }) => (Array.isArray(found) ? found.map(asObject) : []));
  const text = typeof error['message'] === 'string' ? error['message'] : '';
  return {
    reason: reasonOf(code ?? error['status'], status),
    ...(typeof code === 'string' ? { code } : {}),
    aboutToken: violations.some(({ field }) => field === 'message.token') || /registration token/i.test(text),
    tooBig: /too big|too large/i.test(text),
  };
}

/**
 * The outcome of one message. Section 6.3 of docs/contract/30-push-engine.md holds the table, by the SDK's codes.
 *
 * @param now milliseconds since the epoch
 */
export function fcmOutcome(result: Http2Result, now: number): Outcome {
  if (result.kind === 'answer') return ofAnswer(result.status, result.headers, result.body, now);
  if (result.kind === 'unprocessed') return { kind: 'retry', reason: result.reason };
  return { kind: result.kind === 'malformed' ? 'refused' : 'unknown', reason: result.reason };
}

/** A token dies of two answers alone; a payload, a key or a path that is wrong must cost nobody their token. */
function ofAnswer(status: number, headers: IncomingHttpHeaders, body: string, now: number): Outcome {
  if (status === 200) return { kind: 'sent' };
  const { reason, code, aboutToken, tooBig } = fcmFailure(body, status);
  const afterMs = retryAfterMs(headers['retry-after'], now);
  if (status === 404 && code === 'UNREGISTERED') return { kind: 'dead', reason };
  if (status === 413 || (status === 400 && tooBig)) return { kind: 'tooLarge' };
  if (status === 400 && aboutToken) return { kind: 'dead', reason };
  if (status === 401) return { kind: 'authError', reason };
  if (status === 403) return { kind: code === 'SENDER_ID_MISMATCH' ? 'refused' : 'authError', reason };
  if (status === 429) return { kind: 'retry', reason, afterMs: afterMs ?? THROTTLED_MS, throttled: true };
  if (status >= 500) return { kind: 'retry', reason, afterMs: Math.max(afterMs ?? 0, BACKOFF_MS) };
  return { kind: 'refused', reason };
}
