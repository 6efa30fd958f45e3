import { queue } from '@parlance/queues';
import { z } from 'zod';

/**
 * A clean-up under way: which one, the place in the list of files behind which nothing has been looked at, and the numbers of its report as
 * they were there.
 */
const cleanUpJob = z.object({
  app: z.string(),
  requestId: z.string(),
  id: z.string(),
  dryRun: z.boolean(),
  place: z.object({ store: z.string(), after: z.string().optional() }).optional(),
  counts: z.record(z.string(), z.number()).optional(),
});
export type CleanUpJob = z.infer<typeof cleanUpJob>;

export const FILE_CLEAN_UP = queue<CleanUpJob>({
  name: 'file-clean-up',
  job: cleanUpJob,
  attempts: 10,
  backoffMs: 2_000,
  keepFailed: { ageSeconds: 7 * 24 * 3_600, countMax: 100 },
  draining: {
    refusal: 'Clean-ups that wait are kept nowhere else. DELETE /admin/files/clean-up with the master key of an app ends its own.',
  },
});
