import { WAITING_MAX, type Bounds } from './bounded-work.ts';

/** Threads of the pool that hashing never takes: name resolution and files need them too. */
const THREADS_LEFT_FREE = 1;

/**
 * As many hashes at once as there are cores: more would only make each slower. They run in the pool of threads that Node shares with
 * name resolution and file access, so on machines with many cores the pool has to be made larger for all of them to be used.
 *
 * @param cores os.availableParallelism()
 * @param poolThreads UV_THREADPOOL_SIZE, 4 when it is not set
 */
export function hashingBounds(cores: number, poolThreads = 4): Bounds {
  return { concurrency: Math.max(1, Math.min(cores, poolThreads - THREADS_LEFT_FREE)), waitingMax: WAITING_MAX };
}
