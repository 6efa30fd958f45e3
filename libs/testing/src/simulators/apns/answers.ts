import { randomUUID } from 'node:crypto';
import type { Answer, Exchange } from '../frame/exchange.ts';
import type { AnswerFacts } from '../frame/simulator.ts';

/** Reasons of APNs and the status of each. Source: Apple, "Handling notification responses from APNs". */
const STATUS = {
  BadCollapseId: 400,
  BadDeviceToken: 400,
  BadExpirationDate: 400,
  BadMessageId: 400,
  BadPriority: 400,
  BadTopic: 400,
  DeviceTokenNotForTopic: 400,
  DuplicateHeaders: 400,
  IdleTimeout: 400,
  InvalidPushType: 400,
  MissingDeviceToken: 400,
  MissingTopic: 400,
  PayloadEmpty: 400,
  TopicDisallowed: 400,
  BadCertificate: 403,
  BadCertificateEnvironment: 403,
  ExpiredProviderToken: 403,
  Forbidden: 403,
  InvalidProviderToken: 403,
  MissingProviderToken: 403,
  BadPath: 404,
  MethodNotAllowed: 405,
  ExpiredToken: 410,
  Unregistered: 410,
  PayloadTooLarge: 413,
  TooManyProviderTokenUpdates: 429,
  TooManyRequests: 429,
  InternalServerError: 500,
  ServiceUnavailable: 503,
  Shutdown: 503,
} as const;

export type ApnsReason = keyof typeof STATUS;

/** The answer for each reason: JSON with the reason, for 410 also with the time since which the device is gone. */
export const APNS_ANSWERS = Object.fromEntries(
  Object.entries(STATUS).map(([reason, status]) => [
    reason,
    ({ retryAfterSeconds, goneSince }: AnswerFacts, exchange: Exchange): Answer => ({
      status,
      headers: {
        'apns-id': apnsIdOf(exchange),
        ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
      },
      body: JSON.stringify(status === 410 ? { reason, timestamp: goneSince } : { reason }),
    }),
  ]),
);

/** Taken: no body. */
export const apnsSuccess = (exchange: Exchange): Answer => ({ status: 200, headers: { 'apns-id': apnsIdOf(exchange) } });

/** The request's own id, or a new one where it names none. */
function apnsIdOf({ headers }: Exchange): string {
  const id = headers['apns-id'];
  return typeof id === 'string' ? id : randomUUID().toUpperCase();
}
