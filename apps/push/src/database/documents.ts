import type { push } from '@parlance/contracts';
import type { Expiration, LateZones, Moment, PushState } from '@parlance/push';

/**
 * The state of a push. It is 'preparing' until its object in the app's database is stored too: one that stays so was never promised to
 * anybody. All other words are those of `_PushStatus`.
 */
export type StoredState = PushState | 'preparing';

/**
 * One push. `_id` is `<app>.<objectId>`, `a` the app. `dueAt` is when the scheduler looks after it next, while it is scheduled. `body` and
 * `where` are JSON in strings: their members may have any name. `key` makes a request repeatable for a day.
 */
export interface PushDocument {
  readonly _id: string;
  readonly a: string;
  readonly objectId: string;
  readonly state: StoredState;
  readonly createdAt: Date;
  readonly dueAt: Date;
  readonly timing: StoredTiming;
  readonly body: string;
  readonly where: string;
  readonly pushHash: string;
  readonly policy: push.PushPolicy;
  readonly lane: push.PushLane | 'auto';
  readonly key?: string;
  readonly startedAt?: Date;
  readonly finishedAt?: Date;
  readonly cancelRequestedAt?: Date;
  readonly error?: string;
  /** When the zones of the audience were looked up last; only of pushes at a local time. */
  readonly zonesAt?: Date;
}

/** When a push is due, and when it ends. */
export interface StoredTiming {
  readonly pushTime?: Moment;
  readonly expiration?: Expiration;
  readonly lateZones: LateZones;
}

export type WaveState = 'ready' | 'running' | 'done' | 'canceled' | 'skipped';

/**
 * The part of a push that is sent at one time. `_id` is `<push>-<variant>-<k>`. `where` is frozen JSON, and `bounds` are the last ids of all
 * partitions but one: both are written once, so that a planner that is killed half-way is followed by one that plans the same.
 */
export interface WaveDocument {
  readonly _id: string;
  readonly push: string;
  readonly state: WaveState;
  readonly dueAt: Date;
  readonly expiresAt?: Date;
  readonly zones?: readonly string[];
  readonly where?: string;
  readonly bounds?: readonly string[];
  readonly estimate?: number;
  readonly lane?: push.PushLane;
  /** Installations that the wave passed over as a whole, by reason. */
  readonly skipped?: Readonly<Record<string, number>>;
}

export type PartitionState = 'ready' | 'running' | 'done' | 'canceled';

/** A range of ids of one wave, as libs/contracts/src/push-work.ts describes it. `_id` is `<wave>-<p>`; `after` is excluded, `upTo` included. */
export interface PartitionDocument {
  readonly _id: string;
  readonly wave: string;
  readonly push: string;
  readonly state: PartitionState;
  readonly lane: push.PushLane;
  readonly after?: string;
  readonly upTo?: string;
  readonly fence: number;
  readonly seq: number;
  readonly owner?: string;
  readonly leaseUntil: Date;
  /** Nobody claims it before. */
  readonly notBefore?: Date;
  readonly work: push.PushWork;
}

/** The replica that looks after all pushes now. */
export interface LeaseDocument {
  readonly _id: string;
  readonly holder: string;
  readonly until: Date;
}
