import { setTimeout as pause } from 'node:timers/promises';

const POLL_MS = 25;

/** Resolves when `condition` holds. @throws Error with `what`, the name of the condition, after `timeoutMs` */
export async function eventually(what: string, timeoutMs: number, condition: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + timeoutMs;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`Waited ${timeoutMs / 1_000} s in vain for ${what}.`);
    await pause(POLL_MS);
  }
}
