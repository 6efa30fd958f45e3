import { data } from '@parlance/contracts';
import { z } from 'zod';
import { adminOperation, appId } from './admin-operation.ts';

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
    classes: z.array(data.classSize).describe('Those that take most bytes first.'),
  }),
  deadlineMs: 20_000,
});
