import type { Guard } from '../guarding.ts';
import { Interrupted } from '../interruption.ts';
import { NODE, ROOT } from '../paths.ts';
import { startProcess, stopProcess, type ProcessRecord } from '../processes.ts';

const STOP_GRACE_MS = 15_000;

/** Runs the programs of a test run, and can stop those of the moment with all they have started. */
export interface Runner {
  /**
   * Resolves with the exit code, null after a signal.
   *
   * @param outputTo the file that the program's output goes to; it is shown as it comes when absent
   */
  run(name: string, args: readonly string[], environment: NodeJS.ProcessEnv, outputTo?: string): Promise<number | null>;
  /** Nothing is run afterwards. */
  stop(): Promise<void>;
}

export function createRunner(guard: Guard): Runner {
  const running = new Set<ProcessRecord>();
  let stopped = false;
  return {
    async run(name, args, env, outputTo) {
      if (stopped) throw new Interrupted('Nothing is started any more.');
      const log = outputTo === undefined ? 'inherit' : { file: outputTo };
      const { record, exited } = await startProcess({ name, command: NODE, args, env, cwd: ROOT, log });
      guard.watch(record, STOP_GRACE_MS, true);
      running.add(record);
      const { code } = await exited;
      running.delete(record);
      return code;
    },
    async stop() {
      stopped = true;
      await Promise.all([...running].map((record) => stopProcess(record, STOP_GRACE_MS, true)));
    },
  };
}
