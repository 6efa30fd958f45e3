import { randomUUID } from 'node:crypto';
import type { Answer } from '../frame/exchange.ts';
import type { AnswerFacts } from '../frame/simulator.ts';

/** Status, then the three headers of the answer: notification, device, subscription. */
type Row = readonly [status: number, notification: string, device: string, subscription: string];

/** Answers of MPNS. Source: Microsoft, "Push notification service response codes for Windows Phone 8". */
const ROWS = {
  QueueFull: [200, 'QueueFull', 'Connected', 'Active'],
  Suppressed: [200, 'Suppressed', 'Connected', 'Active'],
  BadRequest: [400, 'N/A', 'N/A', 'N/A'],
  Unauthorized: [401, 'N/A', 'N/A', 'N/A'],
  Expired: [404, 'Dropped', 'Disconnected', 'Expired'],
  MethodNotAllowed: [405, 'N/A', 'N/A', 'N/A'],
  Throttled: [406, 'Dropped', 'Connected', 'Active'],
  Inactive: [412, 'Dropped', 'Inactive', 'N/A'],
  TooLarge: [413, 'N/A', 'N/A', 'N/A'],
  Unavailable: [503, 'N/A', 'N/A', 'N/A'],
} as const satisfies Record<string, Row>;

export type WinphoneRefusal = keyof typeof ROWS;

export const WINPHONE_ANSWERS: Readonly<Record<string, (facts: AnswerFacts) => Answer>> = Object.fromEntries(
  Object.entries(ROWS).map(([name, row]) => [name, (facts: AnswerFacts) => answerOf(row, facts)]),
);

export const winphoneSuccess = (): Answer => answerOf([200, 'Received', 'Connected', 'Active'], {});

const answerOf = ([status, notification, device, subscription]: Row, { retryAfterSeconds }: AnswerFacts): Answer => ({
  status,
  headers: {
    'x-messageid': randomUUID(),
    'x-notificationstatus': notification,
    'x-deviceconnectionstatus': device,
    'x-subscriptionstatus': subscription,
    ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
  },
});
