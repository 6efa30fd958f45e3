import { AsyncLocalStorage } from 'node:async_hooks';

/** No run: code that is loaded, or that runs after its run has lost its thread. */
export const NO_RUN = 0;

const storage = new AsyncLocalStorage<number>();

/**
 * The number of the run that the caller is part of. It is all that the process knows of a run's identity: the host keeps deadline, depth,
 * address and rights by this number. It survives timers, ticks and emitters, and is lost in queues that code builds by itself.
 */
export function currentRun(): number {
  return storage.getStore() ?? NO_RUN;
}

/** Calls `work` as part of the run, with all that it starts. */
export function inRun<Result>(run: number, work: () => Result): Result {
  return storage.run(run, work);
}
