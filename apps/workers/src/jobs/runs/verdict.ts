import type { JobPolicy } from '@parlance/app-settings';
import { ParseError } from '@parlance/errors';

export const CANCELLED = 'The job was cancelled.';
export const LOST = 'The process that ran the job was lost.';

/** The meaning of a failed attempt: 'not-begun' costs none. */
export type Verdict = { readonly kind: 'not-begun' } | { readonly kind: 'failed'; readonly message: string | undefined };

/** Judges the error of an attempt. @param limitSeconds its time limit @param timeIsUp whether that has passed */
export function verdictOf(error: unknown, limitSeconds: number, timeIsUp: boolean): Verdict {
  if (!(error instanceof ParseError)) return { kind: 'failed', message: LOST };
  if (error.kind === 'ServiceUnavailable') return { kind: 'not-begun' };
  // Code that throws no text leaves the message that it has told before.
  if (error.kind !== 'RequestTimeout') return { kind: 'failed', message: error.message === '' ? undefined : error.message };
  return { kind: 'failed', message: timeIsUp ? `The job took longer than ${limitSeconds} seconds and was ended.` : LOST };
}

/** Milliseconds before the attempt that follows this one; undefined where none does. @param attempt from 1 on */
export function retryAfterMs({ attempts, retryAfterSeconds }: JobPolicy, attempt: number): number | undefined {
  return attempt < attempts ? retryAfterSeconds * 1_000 * 2 ** (attempt - 1) : undefined;
}
