import type { RemovedField } from '../schemas/class-storage.ts';

/**
 * Removals under way, recorded with the class until they are done: under the name of the process that does it (`worker`), and until when
 * that process will have shown that it is still at it. Removals of a worker that has not shown up can be taken over.
 */
export interface RemovalStore {
  /** Takes over all removals of fields that nobody works at. @returns those that are now one's own, `worker`'s earlier ones included */
  claim(className: string, worker: string): Promise<readonly RemovedField[]>;

  /** Shows that one is still at it. @returns false when another has taken over, or the class is gone */
  renew(className: string, worker: string, fields: readonly RemovedField[]): Promise<boolean>;

  /** The names can be taken again. */
  end(className: string, worker: string, fields: readonly RemovedField[]): Promise<void>;

  /**
   * From here on the class does not exist, and cannot be made anew. When the worker dies, it exists again after a while.
   * @returns false when there is no class to drop
   */
  beginDrop(className: string, worker: string): Promise<boolean>;

  /** Shows that one is still at it. @returns false when the time was over */
  renewDrop(className: string, worker: string): Promise<boolean>;

  /** The description is gone for good, and the name can be taken again. */
  endDrop(className: string, worker: string): Promise<void>;

  /** The class is not dropped after all. */
  cancelDrop(className: string, worker: string): Promise<void>;
}
