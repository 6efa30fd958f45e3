import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import type { GuardOrder } from './guard.ts';
import { NODE } from './paths.ts';
import type { ProcessRecord } from './processes.ts';

/** Makes sure that nothing this process has started outlives it. */
export interface Guard {
  /** Stops the process when we are gone. `group` stops all that it has started in turn. */
  watch(record: ProcessRecord, graceMs: number, group?: boolean): void;
  /** Removes the folder when we are gone, after everything that was watched later has stopped. */
  removeFolder(path: string): void;
}

/** Starts the guard's process. It does not keep this one alive, and ends by itself. */
export function startGuard(): Guard {
  const child = spawn(NODE, [join(import.meta.dirname, 'guard.ts')], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  const input = child.stdin as Socket;
  child.unref();
  input.unref();
  // A guard that died is a lost safety net, not a reason to end: everything is still stopped on the ordinary way out.
  input.on('error', () => undefined);
  const order = (value: GuardOrder): void => void input.write(`${JSON.stringify(value)}\n`);
  return {
    watch: (record, graceMs, group = false) => order({ kind: 'process', record, graceMs, group }),
    removeFolder: (path) => order({ kind: 'folder', path }),
  };
}
