import type { Db } from './driver.ts';

/**
 * The members of the replica set behind `database`, `<set>/<host>:<port>`; none for a server that is in no set.
 *
 * @returns undefined when it does not answer within `timeoutMs`; never throws
 */
export async function membersOf(database: Db, timeoutMs: number): Promise<readonly string[] | undefined> {
  try {
    const { setName, hosts } = (await database.command({ hello: 1 }, { signal: AbortSignal.timeout(timeoutMs) })) as Hello;
    return setName === undefined ? [] : (hosts ?? []).map((host) => `${setName}/${host}`);
  } catch {
    return undefined; // as below
  }
}

interface Hello {
  readonly setName?: string;
  readonly hosts?: readonly string[];
}

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
