import type { Guard } from '../guarding.ts';
import { NODE, ROOT } from '../paths.ts';
import { startProcess, stopProcess, type ProcessRecord } from '../processes.ts';

const STOP_GRACE_MS = 15_000;

/** Runs the programs of a test run one at a time, and can stop the present one with all it has started. */
export interface Runner {
  /** Resolves with the exit code, null after a signal. The program's output is shown as it comes. */
  run(name: string, args: readonly string[], environment: NodeJS.ProcessEnv): Promise<number | null>;
  stop(): Promise<void>;
}

export function createRunner(guard: Guard): Runner {
  let current: ProcessRecord | undefined;
  return {
    async run(name, args, env) {
      const { record, exited } = await startProcess({ name, command: NODE, args, env, cwd: ROOT, log: 'inherit' });
      guard.watch(record, STOP_GRACE_MS, true);
      current = record;
      const { code } = await exited;
      current = undefined;
      return code;
    },
    async stop() {
      if (current !== undefined) await stopProcess(current, STOP_GRACE_MS, true);
    },
  };
}
