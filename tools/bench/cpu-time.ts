import { readdirSync, readFileSync } from 'node:fs';

const CLOCK_TICKS_PER_SECOND = 100; // USER_HZ, fixed at 100 on every Linux that Node runs on

interface ProcessTimes {
  readonly parent: number;
  /** User and system time of the process and of children it has already waited for, in milliseconds. */
  readonly cpuMs: number;
}

/**
 * CPU time in milliseconds that process trees have used so far: each root with all its living descendants, and those they have reaped.
 * Source: proc(5), fields ppid, utime, stime, cutime, cstime of /proc/PID/stat.
 */
export function cpuMsOfTrees(roots: readonly number[]): number {
  const processes = readProcesses();
  const counted = new Set<number>();
  const waiting = [...roots];
  let total = 0;
  for (let pid = waiting.pop(); pid !== undefined; pid = waiting.pop()) {
    const times = processes.get(pid);
    if (!times || counted.has(pid)) continue;
    counted.add(pid);
    total += times.cpuMs;
    for (const [child, { parent }] of processes) if (parent === pid) waiting.push(child);
  }
  return total;
}

function readProcesses(): Map<number, ProcessTimes> {
  const found = new Map<number, ProcessTimes>();
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid)) continue;
    const times = readProcess(pid);
    if (times) found.set(pid, times);
  }
  return found;
}

function readProcess(pid: number): ProcessTimes | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' '); // the name in parentheses may hold spaces
    const ticks = [11, 12, 13, 14].reduce((sum, index) => sum + Number(fields[index]), 0);
    return { parent: Number(fields[1]), cpuMs: (ticks * 1000) / CLOCK_TICKS_PER_SECOND };
  } catch {
    return undefined; // ended between the listing and the reading
  }
}
