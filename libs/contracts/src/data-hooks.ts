import { z } from 'zod';
import { json, operation } from './operation.ts';

/** The webhooks of an app, which `data` keeps in Parse Server's layout (`_Hooks`). The host of the code decides about them, and exports read them. */
const ASKED_BY = ['functions'] as const;

/** The function or trigger that a webhook serves. */
const hookKey = z.union([
  z.object({ functionName: z.string().min(1) }).strict(),
  z.object({ className: z.string().min(1), triggerName: z.string().min(1) }).strict(),
]);
export type HookKey = z.infer<typeof hookKey>;

const hook = z.union([
  z.object({ functionName: z.string(), url: z.string() }).strict(),
  z.object({ className: z.string(), triggerName: z.string(), url: z.string() }).strict(),
]);
/** A webhook as it is stored; one that another server has stored may hold any strings. */
export type Hook = z.infer<typeof hook>;

/** All webhooks, functions before triggers, in the order in which they were made; 10,000 at most. Documents that are none are left out. */
export const listHooks = operation<Record<string, never>, { hooks: Hook[] }>({
  subject: 'data.list-hooks',
  request: z.object({}).strict(),
  reply: json(z.object({ hooks: z.array(hook) })),
  retry: 'safe',
  askedBy: [...ASKED_BY, 'workers'],
});

/**
 * Stores a webhook, if there is none for its key ('absent'), or in place of the one there is ('present').
 * `stored` is false where that does not hold: nothing has changed then.
 */
const storeHookRequest = z.object({ hook, where: z.enum(['absent', 'present']) }).strict();
export type StoreHookRequest = z.infer<typeof storeHookRequest>;
export const storeHook = operation<StoreHookRequest, { stored: boolean }>({
  subject: 'data.store-hook',
  request: storeHookRequest,
  reply: json(z.object({ stored: z.boolean() })),
  retry: 'never',
  askedBy: ASKED_BY,
});

/** Removes a webhook. `removed` is false where there was none. */
export const removeHook = operation<HookKey, { removed: boolean }>({
  subject: 'data.remove-hook',
  request: hookKey,
  reply: json(z.object({ removed: z.boolean() })),
  retry: 'never',
  askedBy: ASKED_BY,
});
