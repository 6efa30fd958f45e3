import type { Db, MongoClient } from './driver.ts';

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

/** The driver's view of the members, which its type of a client leaves out. */
interface Watching {
  readonly topology?: {
    readonly description?: { readonly type: string; readonly servers: ReadonlyMap<string, { readonly type: string }> };
  };
}

/**
 * Whether a replica set is known to have a primary and no secondary: a read from a secondary would wait for one until its time is up. False
 * while anything is unknown, and for servers without members, which read where they can.
 */
export function lacksSecondary(client: MongoClient): boolean {
  const members = (client as unknown as Watching).topology?.description;
  if (members?.type !== 'ReplicaSetWithPrimary') return false;
  for (const { type } of members.servers.values()) if (type === 'RSSecondary') return false;
  return true;
}
