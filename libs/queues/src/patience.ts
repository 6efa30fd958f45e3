import { setTimeout as sleep } from 'node:timers/promises';

/** Waits for work, but no longer than so many milliseconds. @returns whether the work has ended; its failure is thrown */
export async function endsWithin(work: Promise<unknown>, ms: number): Promise<boolean> {
  const patience = new AbortController();
  const timeUp = sleep(ms, false, { signal: patience.signal }).catch(() => false);
  try {
    return await Promise.race([work.then(() => true), timeUp]);
  } finally {
    patience.abort();
  }
}
