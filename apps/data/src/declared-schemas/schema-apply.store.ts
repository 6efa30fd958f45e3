import type { data } from '@parlance/contracts';

/** An apply as it is stored. `done` counts classes. */
export interface StoredApply {
  readonly id: string;
  readonly state: data.SchemaApply['state'];
  readonly done: number;
  readonly total: number;
  readonly startedAt: Date;
  readonly endedAt: Date | null;
  readonly error: string | null;
}

/** A run of an apply asks for this by its process. */
export interface ApplyWork extends StoredApply {
  readonly declared: data.DeclaredSchemas & { readonly mayLoseData: boolean };
}

/**
 * The applies of one app. A process holds one by a lease, which it renews with every step: when it dies, another one takes over.
 */
export interface SchemaApplyStore {
  /** @returns false while another apply is under way */
  start(id: string, declared: ApplyWork['declared'], total: number): Promise<boolean>;
  read(id: string): Promise<StoredApply | undefined>;
  /** Newest first. */
  list(count: number): Promise<readonly StoredApply[]>;
  /** Takes an apply that nobody holds, or that this worker holds, for a while. @returns undefined otherwise, and for one that has ended */
  hold(id: string, worker: string): Promise<ApplyWork | undefined>;
  note(id: string, done: number, total: number): Promise<void>;
  /** Ends an apply, unless it has ended. */
  end(id: string, state: 'done' | 'failed' | 'cancelled', error: string | null): Promise<void>;
}
