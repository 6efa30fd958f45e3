import { QUOTA_NAMES } from '@parlance/app-settings';
import { data } from '@parlance/contracts';
import { z } from 'zod';
import { adminOperation, appId } from './admin-operation.ts';

const amount = z.number().nullable();
const quota = z.object({
  name: z.enum(QUOTA_NAMES),
  soft: amount.describe('From here on the use is told; null for none.'),
  hard: amount.describe('More is refused; null for no limit.'),
  used: amount.describe('null where nothing is counted, since the app has no such quota.'),
  percent: amount.describe('Of the hard limit, or of the soft one where there is no other.'),
  state: z.enum(['ok', 'soft', 'hard']).describe('The limit that the use has reached.'),
});
export type QuotaReport = z.infer<typeof quota>;

export const appQuotas = adminOperation({
  area: 'usage',
  name: 'quotas',
  summary: "Shows an app's quotas: limits, and how much is used. They are the setting quotas, which settings.patch changes.",
  request: z.object({ app: appId }),
  reply: z.object({
    quotas: z
      .array(quota)
      .describe('Requests in a second as of the last ten seconds, days by UTC, requests under way in the gateway that answered.'),
  }),
  deadlineMs: 20_000,
});

export const appUsage = adminOperation({
  area: 'usage',
  name: 'get',
  summary: 'Shows the figures of an app: requests and pushes of the last days, objects, bytes and files as they are now.',
  request: z.object({ app: appId, days: z.int().min(1).max(90).default(30).describe('Of requests and pushes, today included.') }),
  reply: z.object({
    requests: z.number(),
    pushes: z.number(),
    objects: z.number(),
    bytes: z.number().describe('Of objects and indexes, without compression.'),
    files: z.number(),
    fileBytes: z.number().describe('As stored.'),
    quotas: z.array(quota).describe('Those of which a limit is reached.'),
    classes: z.array(data.classSize).describe('Those that take most bytes first.'),
  }),
  deadlineMs: 20_000,
});
