/**
 * One run of a job, in the collection `runs`. It holds the truth; the `_JobStatus` object of the app is the view of it.
 *
 * - `state`: 'waiting' for an attempt that may begin at `dueAt`; 'running' while one is under way
 * - `attempt`: attempts begun; `aliveUntil`: when the one under way counts as lost, by the clock of the database
 * - `only`: of a job of which one run may be under way at a time, while it is
 * - `place`: `<app>|<number>` while it is under way: an app has as many places as runs may be under way at a time
 * - `unmade`: the object in the app's database may not be there yet; `unshown`: it may not show the end yet
 */
export interface RunDocument {
  /** `<app>.<objectId>` */
  readonly _id: string;
  readonly a: string;
  readonly objectId: string;
  readonly name: string;
  /** JSON of an object. */
  readonly params: string;
  /** JSON of the CloudContext of the request that has started it. */
  readonly cloud?: string;
  readonly source: 'api' | 'schedule';
  readonly state: 'waiting' | 'running' | 'succeeded' | 'failed';
  readonly createdAt: Date;
  readonly dueAt: Date;
  readonly attempt: number;
  readonly aliveUntil?: Date;
  readonly only?: string;
  readonly place?: string;
  /** Of a run by a schedule: `<app>.<schedule>.<epoch milliseconds>`. Two schedulers do not start it twice. */
  readonly moment?: string;
  /** Of a run by a schedule: `<app>.<schedule>`. */
  readonly schedule?: string;
  readonly cancelled?: true;
  readonly unmade?: true;
  readonly unshown?: true;
  readonly message?: string;
  readonly finishedAt?: Date;
}

/** The states in which a run can end. */
export type EndState = 'succeeded' | 'failed';

/**
 * When a `_JobSchedule` of an app is due next, in the collection `schedules`.
 *
 * - `digest`: of the members that decide about it, to tell a schedule that was changed
 * - `nextAt`: absent where no further time comes; `lookAt`: when it is looked at, later than `nextAt` where the app was not to be had
 * - `notedAt`: when it was written after a change
 */
export interface ScheduleDocument {
  /** `<app>.<objectId>` */
  readonly _id: string;
  readonly a: string;
  readonly objectId: string;
  readonly digest: string;
  /** JSON of a JobSchedule. */
  readonly schedule: string;
  readonly nextAt?: Date;
  readonly lookAt?: Date;
  readonly notedAt: Date;
}
