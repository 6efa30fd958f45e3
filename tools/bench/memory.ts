import { readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { System } from './systems.ts';

/** Resident memory of one process, in megabytes. */
export interface ProcessMemory {
  /** `peer`, or the mode and the service: `split data`. */
  readonly name: string;
  readonly megabytes: number;
}

/** Source: proc(5), field VmRSS of /proc/PID/status. NATS is left out: it belongs to no side alone. */
export function memoryOf(systems: readonly System[]): readonly ProcessMemory[] {
  return systems.flatMap(({ name, processes }) =>
    processes.flatMap((pid) => {
      const service = serviceOf(pid);
      if (service === undefined) return [];
      return [{ name: name === 'peer' || name === 'fused' ? name : `${name} ${service}`, megabytes: residentKb(pid) / 1_024 }];
    }),
  );
}

export function memoryTable(atRest: readonly ProcessMemory[], afterLoad: readonly ProcessMemory[]): string {
  const rows = atRest.map(
    ({ name, megabytes }, at) => `| ${name} | ${megabytes.toFixed(0)} MB | ${(afterLoad[at]?.megabytes ?? 0).toFixed(0)} MB |`,
  );
  return ['| memory of a process | at rest | after the load |', '|---|---|---|', ...rows].join('\n');
}

/** The folder of the service that a Node process runs; undefined for NATS. */
function serviceOf(pid: number): string | undefined {
  const [program = '', ...args] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  if (!basename(program).startsWith('node')) return undefined;
  const main = args.find((arg) => arg.endsWith('.js')) ?? '';
  return basename(dirname(dirname(main)));
}

/** The most memory that a process has had, in megabytes. Source: proc(5), field VmHWM. */
export function peakMb(pid: number): number {
  return Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1_024;
}

/** Resident memory of a process now, in megabytes. */
export function residentMb(pid: number): number {
  return residentKb(pid) / 1_024;
}

function residentKb(pid: number): number {
  return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
}
