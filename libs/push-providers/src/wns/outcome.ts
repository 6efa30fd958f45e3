import type { OutboundAnswer } from '@parlance/outbound';
import type { Outcome } from '@parlance/push';
import { headerOf } from '../channels/post.ts';
import { reasonOf } from '../reason.ts';
import { retryAfterMs } from '../retry-after.ts';

const THROTTLED_MS = 60_000;

/**
 * The outcome of one message. Section 6.4 of docs/contract/30-push-engine.md holds the table.
 *
 * @param now milliseconds since the epoch
 */
export function wnsOutcome(answer: OutboundAnswer, now: number): Outcome {
  const { status } = answer;
  const state = headerOf(answer, 'x-wns-status') ?? headerOf(answer, 'x-wns-notificationstatus');
  const reason = reasonOf(status === 200 ? state : undefined, status);
  const afterMs = retryAfterMs(answer.headers['retry-after'], now);
  if (status === 200 && state === 'dropped') return { kind: 'refused', reason };
  if (status === 200 && state === 'channelthrottled') return { kind: 'retry', reason, afterMs: afterMs ?? THROTTLED_MS, throttled: true };
  if (status === 200) return { kind: 'sent' };
  if (status === 404 || status === 410) return { kind: 'dead', reason };
  if (status === 401) return { kind: 'authError', reason };
  if (status === 413) return { kind: 'tooLarge' };
  if (status === 406) return { kind: 'retry', reason, afterMs: afterMs ?? THROTTLED_MS, throttled: true };
  if (status === 429) return { kind: 'retry', reason, ...(afterMs === undefined ? {} : { afterMs }), throttled: true };
  if (status >= 500) return { kind: 'retry', reason, ...(afterMs === undefined ? {} : { afterMs }) };
  return { kind: 'refused', reason };
}
