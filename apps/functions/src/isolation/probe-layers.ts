import { spawn } from 'node:child_process';
import { access, constants, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { commandLine, type Walls } from './launch.ts';
import type { Layer } from './layers.ts';
import { isReadableByAll } from './readable-by-all.ts';

const PROBE_MS_MAX = 5_000;
const FOLDERS = ['/usr/bin', '/bin', '/usr/sbin', '/sbin', '/usr/local/bin'];
/** Users of processes of code have ids from here on. They exist nowhere: no file belongs to them. */
export const USER_IDS_FROM = 2_100_000_000;
export const USER_IDS = 1_000_000;

/**
 * Tries each wall on this machine, with a program that does nothing, so that it takes some milliseconds. A wall that cannot be had is left out: containers may forbid user namespaces, and only root can give
 * processes users of their own.
 */
export async function probeLayers(): Promise<Walls> {
  const layers = new Set<Layer>(['emptyEnvironment']);
  if (process.allowedNodeEnvironmentFlags.has('--permission')) layers.add('permissions');
  if (await isReadable('/proc/self/statm')) layers.add('memoryWatch');
  const isRoot = process.getuid?.() === 0;
  const nothing = (await find('true')) ?? process.execPath;
  if (isRoot && isReadableByAll(process.execPath) && (await works(nothing, ['--version'], USER_IDS_FROM))) layers.add('ownUser');
  const userId = layers.has('ownUser') ? USER_IDS_FROM : undefined;
  const found = async (name: string, args: readonly string[]) => {
    const path = await find(name);
    return path !== undefined && (await works(path, [...args, nothing, '--version'], userId)) ? path : undefined;
  };
  const [setpriv, prlimit, nice, unshare] = await Promise.all([
    found('setpriv', ['--pdeathsig', 'KILL', '--no-new-privs']),
    found('prlimit', ['--core=0', '--as=8589934592']),
    found('nice', ['-n', '10']),
    found('unshare', ['--user', '--map-current-user', '--fork', '--pid', '--net', '--mount-proc', '--kill-child']),
  ]);
  if (setpriv !== undefined) layers.add('endsWithHost');
  if (prlimit !== undefined) layers.add('memoryLimit');
  if (nice !== undefined) layers.add('lowPriority');
  if (unshare !== undefined) layers.add('namespaces');
  return together({ layers, setpriv, prlimit, nice, unshare }, userId, nothing);
}

/** Each wall works alone: they have to work together, else those are given up that have to do with users. */
async function together(walls: Walls, userId: number | undefined, nothing: string): Promise<Walls> {
  const runtime = '/dev/null';
  const { program, arguments: args } = commandLine(walls, { runtime, readable: [], memoryMb: 256, userId }, nothing);
  if (await works(program, args, userId)) return walls;
  const layers = new Set(walls.layers);
  layers.delete('namespaces');
  return { ...walls, layers, unshare: undefined };
}

async function find(name: string): Promise<string | undefined> {
  for (const folder of FOLDERS) {
    const candidate = join(folder, name);
    const usable = await access(candidate, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (usable) return candidate;
  }
  return undefined;
}

async function isReadable(path: string): Promise<boolean> {
  return readFile(path).then(
    () => true,
    () => false,
  );
}

function works(program: string, args: readonly string[], userId?: number): Promise<boolean> {
  return new Promise((resolve) => {
    const owner = userId === undefined ? {} : { uid: userId, gid: userId };
    const child = spawn(program, args, { stdio: 'ignore', env: {}, cwd: '/', timeout: PROBE_MS_MAX, killSignal: 'SIGKILL', ...owner });
    child.on('error', () => resolve(false));
    child.on('exit', (code) => resolve(code === 0));
  });
}
