import { z } from 'zod';
import { healthOf } from './health.ts';
import { json, operation } from './operation.ts';
import { route } from './rest-route.ts';

/**
 * The state of the last clean-up of an app's files.
 *
 * - `state`: 'failed' says that it was given up after several attempts
 * - `examined`: files that are old enough to be removed
 * - `unreferenced`: those of them to which nothing refers; `bytes` is their size as stored
 * - `removed`: 0 for a dry run; `left`: pieces of uploads without an end that were removed
 */
export const cleanUpReport = z.object({
  id: z.string(),
  state: z.enum(['waiting', 'running', 'done', 'cancelled', 'failed']),
  dryRun: z.boolean(),
  startedAt: z.string(),
  endedAt: z.string().optional(),
  examined: z.number().int(),
  documents: z.number().int(),
  unreferenced: z.number().int(),
  bytes: z.number(),
  removed: z.number().int(),
  left: z.number().int(),
});
export type CleanUpReport = z.infer<typeof cleanUpReport>;

const startRequest = z.object({ dryRun: z.unknown().optional(), confirm: z.unknown().optional() });
export type StartCleanUpRequest = z.infer<typeof startRequest>;

/** Begins to remove the files to which nothing refers, or with `dryRun` to count them. Without it, `confirm` has to be true. */
export const startCleanUp = operation<StartCleanUpRequest, CleanUpReport>({
  subject: 'workers.start-clean-up',
  request: startRequest,
  reply: json(cleanUpReport),
  retry: 'never',
  routes: [route('POST', '/admin/files/clean-up', 'master', ({ input }) => ({ dryRun: input['dryRun'], confirm: input['confirm'] }))],
});

/** The last clean-up of the app; `{"report": null}` where there was none. */
export const readCleanUp = operation<Record<string, never>, { report: CleanUpReport | null }>({
  subject: 'workers.read-clean-up',
  request: z.object({}).strict(),
  reply: json(z.object({ report: cleanUpReport.nullable() })),
  retry: 'safe',
  routes: [route('GET', '/admin/files/clean-up', 'master', () => ({}))],
});

/** Ends a clean-up that waits or runs, before its next step. */
export const cancelCleanUp = operation<Record<string, never>, { report: CleanUpReport | null }>({
  subject: 'workers.cancel-clean-up',
  request: z.object({}).strict(),
  reply: json(z.object({ report: cleanUpReport.nullable() })),
  retry: 'safe',
  routes: [route('DELETE', '/admin/files/clean-up', 'master', () => ({}))],
});

export const health = healthOf('workers');
