import type { Answer } from '../frame/exchange.ts';
import type { AnswerFacts } from '../frame/simulator.ts';

/** Errors of a push service by status. Source: RFC 8030, sections 5 and 7; RFC 8292, section 4.2. */
const STATUS = {
  BadRequest: 400,
  Unauthorized: 401,
  Forbidden: 403,
  NotFound: 404,
  MethodNotAllowed: 405,
  Gone: 410,
  TooLarge: 413,
  TooManyRequests: 429,
  InternalError: 500,
  Unavailable: 503,
} as const;

export type WebPushRefusal = keyof typeof STATUS;

export const WEB_PUSH_ANSWERS: Readonly<Record<string, (facts: AnswerFacts) => Answer>> = Object.fromEntries(
  Object.entries(STATUS).map(([name, status]) => [
    name,
    ({ retryAfterSeconds, detail }: AnswerFacts): Answer => ({
      status,
      headers: {
        'content-type': 'application/json',
        ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
      },
      body: JSON.stringify({ code: status, error: name, message: detail ?? '' }),
    }),
  ]),
);
