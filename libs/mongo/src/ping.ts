import type { Db } from './driver.ts';

/** True when the server of `database` answers a ping within `timeoutMs`; never throws. */
export async function pingHealth(database: Db, timeoutMs: number): Promise<boolean> {
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    await database.command({ ping: 1 }, { signal });
    return true;
  } catch {
    return false; // The reason is of no use to a probe; the commands that fail for it log it.
  }
}
