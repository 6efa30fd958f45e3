/** Longer waits than a day are not meant for one message. */
const DAY_MS = 86_400_000;

/**
 * The wait that a `Retry-After` header asks for, in milliseconds; undefined without a readable one.
 *
 * @param now milliseconds since the epoch, for headers that hold a date
 */
export function retryAfterMs(header: string | string[] | undefined, now: number): number | undefined {
  const text = Array.isArray(header) ? header[0] : header;
  if (text === undefined || text.trim() === '') return undefined;
  const waitMs = /^\s*\d+\s*$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - now;
  return Number.isNaN(waitMs) ? undefined : Math.min(DAY_MS, Math.max(0, waitMs));
}
