import { z } from 'zod';
import { AUTHOR_KINDS } from './context.ts';
import { json, operation } from './operation.ts';

/** Work that an administrator has begun and that outlives its request: it is noted before it begins, so that it goes on after a crash. */

const DEADLINE_MS = 3_000;
const askedBy = ['admin'] as const;

export const UNFINISHED_KINDS = ['apps.delete', 'schema.apply'] as const;
const kind = z.enum(UNFINISHED_KINDS);

/** `since`: epoch milliseconds. `author`: of the request that began it. One of a kind for an app. */
const unfinished = z.object({
  app: z.string(),
  kind,
  since: z.number(),
  author: z.object({ kind: z.enum(AUTHOR_KINDS), id: z.string(), name: z.string(), address: z.string() }).optional(),
});
export type Unfinished = z.infer<typeof unfinished>;

/** Notes that work begins on the app in the context, or that it is over. A second beginning renews the first. */
const noteRequest = z.object({ kind, stage: z.enum(['begin', 'end']) });
export const noteUnfinished = operation<z.infer<typeof noteRequest>, Record<string, never>>({
  subject: 'config.note-unfinished',
  request: noteRequest,
  reply: json(z.object({}).strict()),
  retry: 'safe',
  deadlineMs: DEADLINE_MS,
  askedBy,
});

/** All work that was noted and is not over, the oldest first. */
export const listUnfinished = operation<Record<string, never>, { work: Unfinished[] }>({
  subject: 'config.list-unfinished',
  request: z.object({}).strict(),
  reply: json(z.object({ work: z.array(unfinished) })),
  retry: 'safe',
  deadlineMs: DEADLINE_MS,
  askedBy,
});
