import { ParseError } from '@parlance/errors';
import type { Verdict } from './throttle.ts';

/** What somebody is answered whom a limit stops: 429 with code 100 and Retry-After. */
export function tooManyRequests({ retryAfterSeconds }: Verdict, text = 'Too many requests.'): ParseError {
  return new ParseError('RateLimited', text, { retryAfterSeconds });
}
