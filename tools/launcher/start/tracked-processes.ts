import { startGuard } from '../guarding.ts';
import { signalProcess, stopProcess, type ProcessRecord, type RunningProcess } from '../processes.ts';
import { note } from '../records.ts';

/**
 * The processes that this run has started. Each process is noted on disk and guarded from its first moment, so that neither a crash of
 * ours nor SIGKILL leaves it behind; until it can be used and somebody supervises it, it is stopped from here.
 */
export class TrackedProcesses {
  readonly #guard = startGuard();
  readonly #starting = new Map<ProcessRecord, number>();
  #abandoned = false;

  /** Takes charge of a process that was just started. After abandonStarts() it is ended at once. */
  begin({ record }: RunningProcess, graceMs: number): void {
    note({ ...record, stays: false });
    this.#guard.watch(record, graceMs);
    this.#starting.set(record, graceMs);
    if (this.#abandoned) signalProcess(record, 'SIGKILL');
  }

  /** The process can be used; the caller stops it from now on. */
  handOver({ record }: RunningProcess): void {
    this.#starting.delete(record);
  }

  /** Stops the processes that have not been handed over yet, which makes the waiting for it fail. */
  async abandonStarts(): Promise<void> {
    this.#abandoned = true;
    await Promise.all([...this.#starting].map(([record, graceMs]) => stopProcess(record, graceMs)));
  }
}
