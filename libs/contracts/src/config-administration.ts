import { z } from 'zod';
import { APP_ID } from './context.ts';
import { json, operation } from './operation.ts';

const DEADLINE_MS = 3_000;

/** An app as administrators see it. */
const shownApp = z.object({ id: z.string(), name: z.string(), enabled: z.boolean(), version: z.int() });
export type ShownApp = z.infer<typeof shownApp>;

/** Apps by id, `limit` of them behind `after`. `only` are the ids that the caller may see; all where it is absent. */
const listAppsRequest = z.object({
  limit: z.int().min(1).max(1000),
  after: z.string(),
  only: z.array(z.string()).readonly().optional(),
});
export const listApps = operation<z.infer<typeof listAppsRequest>, { apps: ShownApp[] }>({
  subject: 'config.list-apps',
  request: listAppsRequest,
  reply: json(z.object({ apps: z.array(shownApp) })),
  retry: 'safe',
  deadlineMs: DEADLINE_MS,
  askedBy: ['admin'],
});

/** One app; null for one that does not exist. */
export const showApp = operation<{ appId: string }, { app: ShownApp | null }>({
  subject: 'config.show-app',
  request: z.object({ appId: z.string().regex(APP_ID) }),
  reply: json(z.object({ app: shownApp.nullable() })),
  retry: 'safe',
  deadlineMs: DEADLINE_MS,
  askedBy: ['admin'],
});
