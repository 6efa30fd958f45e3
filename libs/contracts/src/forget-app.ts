import { z } from 'zod';
import { json, operation, type Operation } from './operation.ts';

const FORGET_MS = 20_000;

/**
 * Declares `<service>.forget-app`: removes the service's part of the app in the context, which is disabled and being deleted. It works as long
 * as the deadline lets it, and is asked again until it is `done`; asked once more, it has nothing to do.
 */
export function forgetAppOf(service: string): Operation<Record<string, never>, { done: boolean }> {
  return operation<Record<string, never>, { done: boolean }>({
    subject: `${service}.forget-app`,
    request: z.object({}).strict(),
    reply: json(z.object({ done: z.boolean() })),
    retry: 'safe',
    deadlineMs: FORGET_MS,
    askedBy: ['admin'],
  });
}
