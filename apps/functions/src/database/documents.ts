import type { ObjectId } from '@parlance/mongo';

/** The part of an app's code that a line or a count is about. `name` of a trigger is `<kind> <className>`, as in `beforeSave Review`. */
export interface CodePart {
  readonly kind: 'function' | 'trigger' | 'job';
  readonly name: string;
}

/** A place in the code of an app: lines and columns count from 1. */
export interface CodePlace {
  readonly file: string;
  readonly line: number;
  readonly column?: number | undefined;
}

/** One line of an app's log. `rank` is the index of its level in CODE_LOG_LEVELS, `a` the app; `goesAt` is when the database removes it. */
export interface LogDocument {
  readonly _id: ObjectId;
  readonly a: string;
  readonly at: Date;
  readonly goesAt: Date;
  readonly rank: number;
  readonly text: string;
  readonly part?: CodePart;
  readonly requestId?: string;
  readonly jobId?: string;
  readonly place?: CodePlace;
}

/**
 * The calls of one function or trigger by one release within one hour, of all replicas. `_id` is JSON of `[app, version, by, kind, name, hour]`.
 * `times` are calls by their length: the member `b<n>` counts those in range n of `durations.ts`.
 */
export interface CountDocument {
  readonly _id: string;
  readonly a: string;
  readonly version: string;
  readonly part: CodePart;
  readonly by: CountedBy;
  readonly hour: Date;
  readonly goesAt: Date;
  readonly calls: number;
  readonly errors: number;
  readonly timeouts: number;
  readonly times: Readonly<Record<string, number>>;
  readonly lastError?: CountedError;
}

/** The server of the part. */
export type CountedBy = 'code' | 'webhook';

export interface CountedError {
  readonly at: Date;
  readonly code: number;
  readonly message: string;
  readonly place?: CodePlace;
}
