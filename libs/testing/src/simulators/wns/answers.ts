import { randomBytes } from 'node:crypto';
import type { Answer, Exchange } from '../frame/exchange.ts';
import type { AnswerFacts } from '../frame/simulator.ts';

/** Errors of WNS by status. Source: Microsoft, "Push notification service request and response headers", "Response codes". */
const STATUS = {
  BadRequest: 400,
  Unauthorized: 401,
  Forbidden: 403,
  NotFound: 404,
  MethodNotAllowed: 405,
  NotAcceptable: 406,
  Gone: 410,
  TooLarge: 413,
  InternalError: 500,
  Unavailable: 503,
} as const;

export type WnsRefusal = keyof typeof STATUS;

/** Each error, and the two successes that mean nothing was shown: `dropped` and `channelthrottled`. */
export const WNS_ANSWERS: Readonly<Record<string, (facts: AnswerFacts, exchange: Exchange) => Answer>> = {
  ...Object.fromEntries(
    Object.entries(STATUS).map(([name, status]) => [
      name,
      ({ retryAfterSeconds, detail }: AnswerFacts): Answer => ({
        status,
        headers: {
          ...common(),
          ...(detail === undefined ? {} : { 'x-wns-error-description': detail }),
          ...(status === 401 ? { 'www-authenticate': 'Bearer error="invalid_token"' } : {}),
          ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
        },
      }),
    ]),
  ),
  dropped: (_facts, exchange) => wnsSuccess(exchange, 'dropped'),
  channelthrottled: (_facts, exchange) => wnsSuccess(exchange, 'channelthrottled'),
};

/** 200, whose header tells the fate of the message. The state of the device is told to senders that ask for it. */
export function wnsSuccess(exchange: Exchange, status: 'received' | 'dropped' | 'channelthrottled' = 'received'): Answer {
  const asked = exchange.headers['x-wns-requestforstatus'] === 'true';
  return {
    status: 200,
    headers: {
      ...common(),
      'x-wns-status': status,
      ...(asked ? { 'x-wns-deviceconnectionstatus': status === 'dropped' ? 'disconnected' : 'connected' } : {}),
    },
  };
}

const common = () => ({ 'x-wns-msg-id': randomBytes(8).toString('hex'), 'x-wns-debug-trace': 'SIMULATOR' });
