import type { Guard } from '../guarding.ts';
import { Interrupted } from '../interruption.ts';
import { NODE, ROOT } from '../paths.ts';
import { startProcess, stopProcess, type ProcessRecord } from '../processes.ts';

const STOP_GRACE_MS = 15_000;

/** Runs the programs of a test run one at a time, and can stop the present one with all it has started. */
export interface Runner {
  /** Resolves with the exit code, null after a signal. The program's output is shown as it comes. */
  run(name: string, args: readonly string[], environment: NodeJS.ProcessEnv): Promise<number | null>;
  /** Nothing is run afterwards. */
  stop(): Promise<void>;
}

export function createRunner(guard: Guard): Runner {
  let current: ProcessRecord | undefined;
  let stopped = false;
  return {
    async run(name, args, env) {
      if (stopped) throw new Interrupted('Nothing is started any more.');
      const { record, exited } = await startProcess({ name, command: NODE, args, env, cwd: ROOT, log: 'inherit' });
      guard.watch(record, STOP_GRACE_MS, true);
      current = record;
      const { code } = await exited;
      current = undefined;
      return code;
    },
    async stop() {
      stopped = true;
      if (current !== undefined) await stopProcess(current, STOP_GRACE_MS, true);
    },
  };
}
