import type { push } from '@parlance/contracts';
import type { Expiration, LateZones, Moment, PushState } from '@parlance/push';

/**
 * The state of a push. It is 'preparing' until its object in the app's database is stored too: one that stays so was never promised to
 * anybody. It is 'removing' until everything that belongs to it is gone. All other words are those of `_PushStatus`.
 */
export type StoredState = PushState | 'preparing' | 'removing';

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
  /** Neither the frequency cap nor the quiet hours of the app hold for it. */
  readonly exempt?: true;
  /** Of the transactional lane: installations that it may be for. */
  readonly recipientsMax?: number;
  readonly key?: string;
  readonly startedAt?: Date;
  readonly finishedAt?: Date;
  readonly cancelRequestedAt?: Date;
  /** When somebody went on with it after a pause: it is not late by the time until then. */
  readonly resumedAt?: Date;
  /** The reason for which it fails. While it is still at work, its workers settle the slices that they have begun. */
  readonly error?: string;
  /** The sender is told, though the push goes on, or may go on. */
  readonly alert?: string;
  /** Messages a minute of all partitions together. */
  readonly maxRate?: number;
  readonly tokens?: StoredTokens;
  /** Of a push of an experiment: the part of the audience that it goes to. */
  readonly group?: push.PushGroup;
  /** Parse's number of that error, where it has one. */
  readonly errorCode?: number;
  /** It has ended, and its object in the app's database does not say so yet. */
  readonly unshown?: true;
  /** When the zones of the audience were looked up last; only of pushes at a local time. */
  readonly zonesAt?: Date;
  readonly waiting?: WaitingRound;
  /** Devices that have opened it, as they were counted last: it only grows. */
  readonly opened?: number;
  readonly opens?: StoredOpens;
  /** Of a running push, by which it is found that it makes no progress. */
  readonly progress?: SeenProgress;
  /** Its partitions were removed, as it ended long ago. */
  readonly withoutPartitions?: true;
}

/**
 * The waves of installations that wait for the end of their quiet hours: `number` grows with each time that they were looked up, at `at`.
 * All waves of one round are over before the next one is made, so that no installation is in two of them.
 */
export interface WaitingRound {
  readonly number: number;
  readonly at: Date;
  readonly waves: readonly WaveDocument[];
}

/** Answers about the tokens of Apple devices of a push, among the first of its round: another round begins when it is paused for them. */
export interface StoredTokens {
  readonly round: number;
  readonly seen: number;
  readonly bad: number;
}

/** A description of the progress of a push, since when it has been the same, and when that was told of last. */
export interface SeenProgress {
  readonly seen: string;
  readonly at: Date;
  readonly toldAt?: Date;
}

/**
 * How far the opens of a push are counted. `mark` grows with every batch that brings some, `dueAt` is when they are counted next. `settled`
 * are those that were stored up to `settledTo`, before which no more are expected; `recounted` says that all were counted anew since.
 */
export interface StoredOpens {
  readonly mark?: number;
  readonly dueAt?: Date;
  readonly settled?: number;
  readonly settledTo?: Date;
  readonly recounted?: boolean;
}

/** When a push is due, and when it ends. */
export interface StoredTiming {
  readonly pushTime?: Moment;
  readonly expiration?: Expiration;
  readonly lateZones: LateZones;
  /** How long after a push_time the push may begin. Milliseconds. */
  readonly maxDelayMs: number;
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
  /** Only those who wait for the push of this key, until their quiet hours end. */
  readonly waiting?: string;
  readonly where?: string;
  readonly bounds?: readonly string[];
  readonly estimate?: number;
  readonly lane?: push.PushLane;
  /** Installations that get nothing by this wave as a whole, by reason. */
  readonly skipped?: Readonly<Record<string, number>>;
}

export type PartitionState = 'ready' | 'running' | 'done' | 'canceled';

/** A range of ids of one wave, as libs/contracts/src/push-work.ts describes it. `_id` is `<wave>-<p>`; `after` is excluded, `upTo` included. */
export interface PartitionDocument {
  readonly _id: string;
  /** The app. */
  readonly a: string;
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

/**
 * A device has opened a push. `_id` is `<push>:<installationId>`, so that each is there once.
 *
 * - `push`: `<app>.<objectId>`; of a push of an experiment that of its variant. `suspect:` stands in front of it where the open does not
 *   count: the push was not sent yet, or not to this device. Such opens have the member `suspect`, too
 * - `at`: when the device says that it was; `addedAt`: when it was stored
 * - `source`: the name of the push that the device sent back
 */
export interface OpenDocument {
  readonly _id: string;
  readonly push: string;
  readonly at: Date;
  readonly addedAt: Date;
  readonly source: 'push_id' | 'push_hash';
  readonly suspect?: true;
}

/** A push that was removed, by how many devices got it and opened it. `_id` is its id. */
export interface SentPushDocument {
  readonly _id: string;
  readonly a: string;
  readonly createdAt: Date;
  readonly sent: number;
  readonly opened: number;
}

/** The replica that looks after all pushes now. */
export interface LeaseDocument {
  readonly _id: string;
  /** Id of its process on the bus. */
  readonly holder: string;
  readonly until: Date;
  /** Absent for a lease of a release that did not note it. */
  readonly since?: Date;
}
