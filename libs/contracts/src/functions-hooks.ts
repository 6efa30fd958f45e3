import { z } from 'zod';
import { json, operation, REST, type RestReply } from './operation.ts';
import { route } from './rest-route.ts';

/** Nothing passes by triggers here, and an administrator may have to do something about code that does not load. */
const WHILE_LOADING = { whileLoading: true } as const;
const AUDITED = { ...WHILE_LOADING, audited: 'gateway' } as const;

/**
 * Webhooks: functions and triggers that are served elsewhere, as Parse Server's API has them. Declarations are unchecked here: a wrong
 * one is answered with code 143.
 */
const declaration = z.record(z.string(), z.unknown());

/** `GET /hooks/functions`, `GET /hooks/triggers`: a bare list. */
const kind = z.enum(['function', 'trigger']);
export const listHooks = operation<{ kind: z.infer<typeof kind> }, RestReply>({
  subject: 'functions.list-hooks',
  request: z.object({ kind }),
  reply: REST,
  retry: 'safe',
  routes: [
    route('GET', '/hooks/functions', 'master', () => ({ kind: 'function' as const }), WHILE_LOADING),
    route('GET', '/hooks/triggers', 'master', () => ({ kind: 'trigger' as const }), WHILE_LOADING),
  ],
});

const hookByName = z.union([
  z.object({ functionName: z.string().min(1) }).strict(),
  z.object({ className: z.string().min(1), triggerName: z.string().min(1) }).strict(),
]);
export type HookByName = z.infer<typeof hookByName>;
export const readHook = operation<HookByName, RestReply>({
  subject: 'functions.read-hook',
  request: hookByName,
  reply: REST,
  retry: 'safe',
  routes: [
    route('GET', '/hooks/functions/:functionName', 'master', ({ path }) => ({ functionName: path.functionName }), WHILE_LOADING),
    route('GET', '/hooks/triggers/:className/:triggerName', 'master', ({ path }) => ({ ...path }), WHILE_LOADING),
  ],
});

/** Stores a webhook that is not there yet; the answer is its declaration. */
export const createHook = operation<{ declaration: Record<string, unknown> }, RestReply>({
  subject: 'functions.create-hook',
  request: z.object({ declaration }),
  reply: REST,
  retry: 'never',
  routes: [
    route('POST', '/hooks/functions', 'master', ({ input }) => ({ declaration: input }), AUDITED),
    route('POST', '/hooks/triggers', 'master', ({ input }) => ({ declaration: input }), AUDITED),
  ],
});

/** Gives a webhook another address, `{"url"}`, or removes it, `{"__op":"Delete"}`. */
const changeHookRequest = z.object({ hook: hookByName, change: declaration });
export type ChangeHookRequest = z.infer<typeof changeHookRequest>;
export const changeHook = operation<ChangeHookRequest, RestReply>({
  subject: 'functions.change-hook',
  request: changeHookRequest,
  reply: REST,
  retry: 'never',
  routes: [
    route(
      'PUT',
      '/hooks/functions/:functionName',
      'master',
      ({ path, input }) => ({
        hook: { functionName: path.functionName },
        change: input,
      }),
      AUDITED,
    ),
    route('PUT', '/hooks/triggers/:className/:triggerName', 'master', ({ path, input }) => ({ hook: { ...path }, change: input }), AUDITED),
  ],
});

/** Tells that the database of the app holds webhooks: they are read, and all services learn of those that they do not know. */
export const adoptHooks = operation<Record<string, never>, { hooks: number }>({
  subject: 'functions.adopt-hooks',
  request: z.object({}).strict(),
  reply: json(z.object({ hooks: z.int() })),
  retry: 'safe',
  askedBy: ['data'],
});
