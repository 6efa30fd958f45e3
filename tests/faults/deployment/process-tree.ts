import { execFileSync } from 'node:child_process';

/** A process as the system lists it. The command tells it from a later one under the same pid. */
export interface ListedProcess {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

/** All processes of this machine that still run; those that have ended and merely wait for their parent's notice are left out. */
export function runningProcesses(): ListedProcess[] {
  const lines = execFileSync('ps', ['-A', '-ww', '-o', 'pid=,ppid=,stat=,args='], { encoding: 'utf8', maxBuffer: 16 << 20 }).split('\n');
  return lines.flatMap((line) => {
    const [, pid, parent, state, command] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    if (command === undefined || state?.startsWith('Z') === true) return [];
    return [{ pid: Number(pid), parent: Number(parent), command }];
  });
}

/** The process `root` and everything it has started, directly or in turn. */
export function processTree(root: number): ListedProcess[] {
  const all = runningProcesses();
  const tree = all.filter(({ pid }) => pid === root);
  // The list grows while it is walked: children of children are found as well.
  for (const { pid } of tree) tree.push(...all.filter(({ parent }) => parent === pid));
  return tree;
}

/** Those of `processes` that still run. */
export function survivors(processes: readonly ListedProcess[]): ListedProcess[] {
  const now = new Map(runningProcesses().map(({ pid, command }) => [pid, command]));
  return processes.filter(({ pid, command }) => now.get(pid) === command);
}
