/** How long a process counts as one that may write to an app after it has said so. */
export const WRITER_LEASE_MS = 60_000;

/** The processes that may write to an app's objects, where every one of them can see it. */
export interface WriterStore {
  /** This process may write for the time of a lease from now on. */
  register(worker: string): Promise<void>;

  /** It writes no more. */
  leave(worker: string): Promise<void>;

  /** The others that may write now. */
  others(worker: string): Promise<readonly string[]>;
}
