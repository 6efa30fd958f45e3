import { ParseError } from '@parlance/errors';
import type { Verdict } from './throttle.ts';

/** The answer to a caller that a limit stops: 429 with code 100 and Retry-After. */
export function tooManyRequests({ retryAfterSeconds }: Pick<Verdict, 'retryAfterSeconds'>, text = 'Too many requests.'): ParseError {
  return new ParseError('RateLimited', text, { retryAfterSeconds });
}
