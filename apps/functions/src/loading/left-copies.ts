import { readdir, rm, stat } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';

/** Begins the names of the folders of this service in the system's temporary folder. */
const TEMPORARY = 'parlance-cloud-copies-';
/** `parlance-cloud-copies-<host>-<process>-…`: processes of other hosts may share the temporary folder, and are not seen from here. */
const NAME = new RegExp(`^${TEMPORARY}(.+)-(\\d+)-[^-]+$`);
/** A folder without those parts is of an earlier release, and belongs to nobody once it was not touched for so long. */
const UNTOUCHED_MS_MAX = 24 * 3_600_000;

/** Begins the name of the folder of this process. */
export function copiesPrefix(): string {
  return `${TEMPORARY}${hostname()}-${process.pid}-`;
}

/**
 * Removes the copies of processes of this host that were killed before they could. Never fails: folders of other users stay.
 *
 * @param folder the system's temporary folder
 */
export async function removeLeftCopies(folder = tmpdir()): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  const copies = names.filter((name) => name.startsWith(TEMPORARY));
  const isLeft = async (name: string): Promise<boolean> => {
    const [, host, pid] = NAME.exec(name) ?? [];
    if (host !== undefined) return host === hostname() && Number(pid) !== process.pid && !isRunning(Number(pid));
    return Date.now() - (await stat(join(folder, name))).mtimeMs > UNTOUCHED_MS_MAX;
  };
  await Promise.all(
    copies.map(async (name) => {
      if (await isLeft(name).catch(() => false)) await rm(join(folder, name), { recursive: true, force: true }).catch(() => undefined);
    }),
  );
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'; // one of another user runs all the same
  }
}
