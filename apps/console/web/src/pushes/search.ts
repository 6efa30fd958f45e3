import * as z from 'zod/mini';

export const PUSH_STATES = ['pending', 'scheduled', 'running', 'paused', 'canceling', 'canceled', 'succeeded', 'failed'] as const;
export type PushState = (typeof PUSH_STATES)[number];

/** The part of the address that restores a view of the list. */
export const pushesSearch = z.object({ state: z.catch(z.optional(z.enum(PUSH_STATES)), undefined) });
