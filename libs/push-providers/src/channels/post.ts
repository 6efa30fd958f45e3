import { OutboundError, type Outbound, type OutboundAnswer } from '@parlance/outbound';
import type { Outcome } from '@parlance/push';

export interface ChannelPost {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
  /** To the end of the answer, 10 s when left out. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 10_000;
const ANSWER_BYTES_MAX = 64 * 1_024;

/** Connections that one host of channels gets at most. */
export const CHANNEL_SOCKETS_MAX = 256;

/**
 * Posts to a channel, without following redirects. Never rejects.
 *
 * @returns the answer, or the outcome where there was none: `retry` when no byte can have arrived, `unknown` otherwise
 */
export async function postToChannel(
  outbound: Outbound,
  { url, headers, body, timeoutMs = TIMEOUT_MS }: ChannelPost,
  signal: AbortSignal,
): Promise<OutboundAnswer | Outcome> {
  if (signal.aborted) return { kind: 'retry', reason: 'aborted' };
  try {
    return await outbound.request({
      method: 'POST',
      url: url.href,
      headers,
      body,
      signal,
      timeoutMs,
      bytesMax: ANSWER_BYTES_MAX,
    });
  } catch (error) {
    if (!(error instanceof OutboundError)) return { kind: 'refused', reason: 'malformedHeader' };
    if (error.failure === 'refused') return { kind: 'refused', reason: 'addressNotAllowed' };
    const reason = signal.aborted ? 'aborted' : error.failure === 'late' ? 'timeout' : error.failure;
    return error.sent ? { kind: 'unknown', reason } : { kind: 'retry', reason };
  }
}

/** A header of an answer, the first where it came twice. */
export function headerOf(answer: OutboundAnswer, name: string): string | undefined {
  const value = answer.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
