import { z } from 'zod';
import { owned } from '../owned.ts';

const DAY_MAX = 3_650;

const analytics = z
  .object({
    requests: z.boolean().default(true).describe('Whether the API requests of the app are counted.'),
    rawEventDays: z
      .int()
      .min(1)
      .max(400)
      .default(30)
      .describe('How long single events are kept, in days: for exports, funnels and filters.'),
    minuteDays: z.int().min(1).max(60).default(7).describe('How long counts by the minute are kept, in days.'),
    hourDays: z.int().min(1).max(DAY_MAX).default(90).describe('How long counts by the hour are kept, in days.'),
    dayDays: z.int().min(1).max(DAY_MAX).default(800).describe('How long counts by the day, and active users, are kept, in days.'),
  })
  .strict()
  .prefault({})
  .describe('Events and requests that are counted, and how long. A changed time holds for events that arrive from then on.');

/** Settings that `analytics` owns; the gateway reads whether requests are counted. */
export const analyticsSettings = owned({ analytics }, { analytics: ['gateway'] });
export type AnalyticsSettings = z.infer<typeof analytics>;
