import { dirname } from 'node:path';
import type { Layer } from './layers.ts';

/** The programs that put walls around a process, where they work here; found by probe-layers.ts. */
export interface Walls {
  /** The layers that are there. */
  readonly layers: ReadonlySet<Layer>;
  readonly setpriv?: string | undefined;
  readonly prlimit?: string | undefined;
  readonly nice?: string | undefined;
  readonly unshare?: string | undefined;
}

/** A process to start. */
export interface Launch {
  /** Absolute path of the runtime that loads the code; its folder holds nothing else. */
  readonly runtime: string;
  /** Files and folders that it may read besides. */
  readonly readable: readonly string[];
  readonly memoryMb: number;
  /** User and group of its own; only where the layer is there. */
  readonly userId?: number | undefined;
}

export interface CommandLine {
  readonly program: string;
  readonly arguments: readonly string[];
}

/** Files, sockets and pipes that a process may have open. */
const OPEN_FILES_MAX = 1_024;
/** Node has eleven threads; further processes would count as well. */
const THREADS_MAX = 64;
/** Node has reserved 1.3 GB of addresses before it runs anything; V8 reserves for the heap and for code, and every thread a stack. */
const RESERVED_MB = 2_560;
/** Node with the runtime and the SDK. */
const NODE_MB = 90;
/** Nothing may follow the name of an option that a path could end. */
const COMMA = ',';

/**
 * The command line of a process behind all walls that are there. Each program of the chain becomes the next one, so that the process keeps
 * one id, except behind `unshare`, which waits for its child and takes it along when it ends.
 */
export function commandLine({ setpriv, prlimit, nice, unshare, layers }: Walls, launch: Launch, node = process.execPath): CommandLine {
  const chain: string[] = [];
  if (setpriv !== undefined) chain.push(setpriv, '--pdeathsig', 'KILL', '--no-new-privs');
  if (prlimit !== undefined) chain.push(prlimit, ...limitsOf(launch));
  if (nice !== undefined) chain.push(nice, '-n', '10');
  if (unshare !== undefined) {
    chain.push(unshare, '--user', '--map-current-user', '--fork', '--pid', '--net', '--mount-proc', '--kill-child');
  }
  const [program = node, ...rest] = [...chain, node, ...nodeOptions(layers, launch), launch.runtime];
  return { program, arguments: rest };
}

function limitsOf({ memoryMb, userId }: Launch): string[] {
  const addresses = (RESERVED_MB + residentMbMax(memoryMb)) * 1024 * 1024;
  const limits = [`--as=${addresses}`, '--core=0', '--fsize=0', `--nofile=${OPEN_FILES_MAX}`];
  // Counted for each user: without one of its own, the threads of all processes of the host's user would count.
  return userId === undefined ? limits : [...limits, `--nproc=${THREADS_MAX}`];
}

function nodeOptions(layers: ReadonlySet<Layer>, { runtime, readable, memoryMb }: Launch): string[] {
  const options = [`--max-old-space-size=${memoryMb}`, '--no-warnings', '--enable-source-maps', '--no-addons'];
  if (!layers.has('permissions')) return options;
  return [...options, '--permission', ...[dirname(runtime), ...readable].map((path) => `--allow-fs-read=${asOption(path)}`)];
}

/** @throws Error for a path that would be read as several */
function asOption(path: string): string {
  if (path.includes(COMMA) || path.includes('*')) throw new Error('A path of code holds a comma or an asterisk.');
  return path;
}

/** Memory that a process may have altogether, in MB: 41 MB of small objects in its heap need as much again, and buffers are outside of it. */
export function residentMbMax(memoryMb: number): number {
  return 256 + memoryMb * 2;
}

/** Memory, in MB, that a process whose heap is nearly full has: one that stays above it is replaced before it fails calls. */
export function nearlyFullMb(memoryMb: number): number {
  return NODE_MB + memoryMb * 0.9;
}
