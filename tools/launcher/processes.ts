import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';

const POLL_MS = 20;
const KILLED_MS = 10_000;

/** A process as it can be found again later. The stamp tells it from another one that was given the same pid afterwards. */
export interface ProcessRecord {
  readonly name: string;
  readonly pid: number;
  readonly stamp: string;
}

/** How a process ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: string | null;
}

export interface RunningProcess {
  readonly record: ProcessRecord;
  /** Resolves once the process is gone, however it went. */
  readonly exited: Promise<Exit>;
}

export interface ProcessSpec {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Both streams are appended to this file; `inherit` shows them instead. */
  readonly log: { readonly file: string } | 'inherit';
}

/** When the process was started, as the system tells it; undefined when it is gone. Source: proc(5), fields 3 and 22 of stat. */
function stampOf(pid: number): string | undefined {
  try {
    if (process.platform !== 'linux') return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in brackets and may hold anything, so counting starts behind its last bracket.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state, startTicks] = [fields[0], fields[19]];
    return state === 'Z' || state === 'X' ? undefined : startTicks;
  } catch {
    return undefined; // No such process.
  }
}

/** Tells whether the recorded process still runs, and is not another one under the same pid. */
export function isRunning({ pid, stamp }: ProcessRecord): boolean {
  return stampOf(pid) === stamp;
}

/** The record of this very process. */
export function ownRecord(name: string): ProcessRecord {
  return { name, pid: process.pid, stamp: stampOf(process.pid) ?? '' };
}

function exitOf(child: ChildProcess): Promise<Exit> {
  return new Promise((resolve, reject) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
    child.once('error', reject);
  });
}

/**
 * Starts a process in a group of its own, so that Ctrl-C in the terminal reaches the launcher alone and the order of stopping is ours.
 *
 * @throws Error when the program cannot be started at all
 */
export async function startProcess({ name, command, args, env, cwd, log }: ProcessSpec): Promise<RunningProcess> {
  if (log !== 'inherit') mkdirSync(dirname(log.file), { recursive: true });
  const output = log === 'inherit' ? 'inherit' : openSync(log.file, 'a');
  const child = spawn(command, args, { env, cwd, detached: true, stdio: ['ignore', output, output] });
  const exited = exitOf(child);
  if (typeof output === 'number') closeSync(output);
  if (child.pid === undefined) {
    await exited;
    throw new Error(`${command} has no pid.`);
  }
  return { record: { name, pid: child.pid, stamp: stampOf(child.pid) ?? 'gone' }, exited };
}

/** Sends a signal to the recorded process, or its whole group; does nothing when it is gone. */
export function signalProcess(record: ProcessRecord, signal: NodeJS.Signals, group = false): void {
  if (!isRunning(record)) return;
  try {
    process.kill(group ? -record.pid : record.pid, signal);
  } catch {
    // It ended between the look and the signal.
  }
}

/** Resolves to true once the process is gone, to false after `timeoutMs`. */
export async function waitUntilGone(record: ProcessRecord, timeoutMs: number): Promise<boolean> {
  const end = performance.now() + timeoutMs;
  while (isRunning(record)) {
    if (performance.now() > end) return false;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return true;
}

/** Asks the process to end and waits for it; ends it by force after `graceMs`. */
export async function stopProcess(record: ProcessRecord, graceMs: number, group = false): Promise<void> {
  signalProcess(record, 'SIGTERM', group);
  if (await waitUntilGone(record, graceMs)) return;
  signalProcess(record, 'SIGKILL', group);
  await waitUntilGone(record, KILLED_MS);
}
