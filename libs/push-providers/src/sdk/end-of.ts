/** A message that an SDK has, and of which nobody knows any more. */
export interface GivenUp {
  readonly kind: 'unknown';
  readonly reason: 'aborted' | 'timeout';
}

/**
 * The end of something that an SDK does, or `unknown` when the sender gives up first: SDKs cannot be told to stop.
 *
 * @param timeoutMs the longest to wait; for as long as the signal lasts when left out
 */
export async function endOf<R>(sending: Promise<R>, signal: AbortSignal, timeoutMs?: number): Promise<R | GivenUp> {
  const { promise, resolve } = Promise.withResolvers<GivenUp>();
  const abort = () => resolve({ kind: 'unknown', reason: 'aborted' });
  const timer = timeoutMs === undefined ? undefined : setTimeout(() => resolve({ kind: 'unknown', reason: 'timeout' }), timeoutMs);
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort);
  try {
    return await Promise.race([sending, promise]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', abort);
  }
}
