import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A disk of a few megabytes. */
export interface SmallDisk {
  /** Its folder, as this process reaches it. */
  readonly folder: string;
  close(): Promise<void>;
}

/** Mounts a disk in memory: for everybody where this process may, else in a namespace of its own. @returns undefined where neither is allowed */
export async function mountSmallDisk(megabytes: number): Promise<SmallDisk | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'parlance-small-'));
  const disk = mountForAll(folder, megabytes) ?? (await mountApart(folder, megabytes));
  if (disk === undefined) await rmdir(folder);
  return disk;
}

const words = (folder: string, megabytes: number): string[] => ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder];

function mountForAll(folder: string, megabytes: number): SmallDisk | undefined {
  if (spawnSync('mount', words(folder, megabytes)).status !== 0) return undefined;
  return {
    folder,
    async close() {
      spawnSync('umount', ['-l', folder]);
      await rmdir(folder);
    },
  };
}

/** A process holds the namespace; its view of the disk is reached by its entry in /proc. */
async function mountApart(folder: string, megabytes: number): Promise<SmallDisk | undefined> {
  const script = 'mount "$@" && echo mounted && exec cat';
  const holder = spawn('unshare', ['-rm', 'sh', '-c', script, 'sh', ...words(folder, megabytes)], { stdio: ['pipe', 'pipe', 'ignore'] });
  const ended = new Promise<undefined>((resolve) => holder.once('close', () => resolve(undefined)).once('error', () => resolve(undefined)));
  const said = await Promise.race([once(holder.stdout, 'data'), ended]);
  if (said === undefined) return undefined;
  return {
    folder: `/proc/${holder.pid}/root${folder}`,
    async close() {
      holder.stdin.end();
      await ended;
      await rmdir(folder);
    },
  };
}
