import { peakMb } from '../memory.ts';
import type { PushSide } from './side.ts';

/** The most memory that the processes of each side have had. */
export class MemoryPeaks {
  readonly #peaks = new Map<string, number>();

  /** Megabytes, by the name of the process. */
  get all(): ReadonlyMap<string, number> {
    return this.#peaks;
  }

  /** Follows the processes of a side while something is measured. */
  async during<R>(side: PushSide, measure: () => Promise<R>, part: string): Promise<R> {
    try {
      return await measure();
    } finally {
      for (const { name, pid } of side.processes) {
        const key = `${part}: ${name}`;
        this.#peaks.set(key, Math.max(this.#peaks.get(key) ?? 0, peakMb(pid)));
      }
    }
  }
}
