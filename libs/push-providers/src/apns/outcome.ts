import type { IncomingHttpHeaders } from 'node:http2';
import type { Outcome } from '@parlance/push';
import type { Http2Result } from '../http2/exchange.ts';
import { membersOf } from '../json.ts';
import { reasonOf } from '../reason.ts';
import { retryAfterMs } from '../retry-after.ts';

const THROTTLED_MS = 60_000;
const DEAD_TOKENS = new Set(['BadDeviceToken', 'DeviceTokenNotForTopic']);
/** The device is gone; 410 comes with no other reason. */
const GONE = new Set(['Unregistered', 'ExpiredToken']);
const BAD_CREDENTIALS = /^(InvalidProviderToken|ExpiredProviderToken|MissingProviderToken|BadCertificate.*)$/;

/** The reason in an answer of APNs, and when the device went away, in milliseconds since the epoch. */
export function apnsReason(body: string, status: number): { readonly reason: string; readonly timestamp?: number } {
  const { reason, timestamp } = membersOf(body);
  return { reason: reasonOf(reason, status), ...(typeof timestamp === 'number' ? { timestamp } : {}) };
}

/**
 * The outcome of one message. Section 6.2 of docs/contract/30-push-engine.md holds the table.
 *
 * @param now milliseconds since the epoch
 */
export function apnsOutcome(result: Http2Result, now: number): Outcome {
  if (result.kind === 'answer') return ofAnswer(result.status, result.headers, result.body, now);
  if (result.kind === 'unprocessed') return { kind: 'retry', reason: result.reason };
  return { kind: result.kind === 'malformed' ? 'refused' : 'unknown', reason: result.reason };
}

function ofAnswer(status: number, headers: IncomingHttpHeaders, body: string, now: number): Outcome {
  if (status === 200) return { kind: 'sent' };
  const { reason, timestamp } = apnsReason(body, status);
  const afterMs = retryAfterMs(headers['retry-after'], now);
  if (status === 410 && (GONE.has(reason) || reason === 'HTTP410')) {
    return { kind: 'dead', reason, ...(timestamp === undefined ? {} : { at: timestamp }) };
  }
  if (status === 400 && DEAD_TOKENS.has(reason)) return { kind: 'dead', reason };
  if (status === 403 && BAD_CREDENTIALS.test(reason)) return { kind: 'authError', reason };
  if (status === 413) return { kind: 'tooLarge' };
  if (status === 429) return { kind: 'retry', reason, afterMs: afterMs ?? THROTTLED_MS, throttled: true };
  if (status >= 500) return { kind: 'retry', reason, ...(afterMs === undefined ? {} : { afterMs }) };
  return { kind: 'refused', reason };
}
