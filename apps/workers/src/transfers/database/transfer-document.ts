/**
 * One import or export, in the collection `transfers`. It holds the truth: a queue in Redis only wakes workers.
 *
 * - `state`: 'receiving' while the file of an import is on its way; 'waiting' for a worker that may begin at `dueAt`; 'running' while one is at work
 * - `claim`: how often a worker has taken it up; `aliveUntil`: when the one at work counts as lost, by the clock of the database
 * - `only`: of a job of which an app has one at a time, while it runs
 * - `faults`: attempts in a row that have brought it no further
 * - `leavesFiles`: files of it may be there that nobody needs any more
 * - `ticket`: opens the way of its file once, until then; only a digest is kept
 */
export interface TransferDocument {
  /** `<app>.<id>` */
  readonly _id: string;
  readonly a: string;
  readonly id: string;
  readonly kind: TransferKind;
  readonly state: 'receiving' | 'waiting' | 'running' | EndState;
  readonly createdAt: Date;
  readonly dueAt: Date;
  readonly startedAt?: Date;
  readonly endedAt?: Date;
  readonly claim: number;
  readonly aliveUntil?: Date;
  readonly only?: string;
  readonly faults: number;
  readonly cancelled?: true;
  readonly error?: string;
  /** JSON of ImportAsked or ExportAsked. */
  readonly asked: string;
  /** JSON of ImportPlace or ExportPlace; absent before the first step. */
  readonly place?: string;
  readonly done: number;
  readonly total: number | null;
  /** Of an import. */
  readonly created: number;
  readonly updated: number;
  readonly failed: number;
  /** Of an export, before compression. */
  readonly bytes: number;
  readonly leavesFiles?: true;
  readonly ticket?: { readonly digest: string; readonly until: Date };
  /** When the document itself goes. */
  readonly forgottenAt: Date;
  /** Of an export whose link is mailed: digests of the tokens that open it, when the mail is tried next, and attempts at it so far. */
  readonly tokens?: readonly string[];
  readonly mailDueAt?: Date;
  readonly mailAttempts?: number;
}

export type TransferKind = 'import' | 'export';
export type EndState = 'done' | 'failed' | 'cancelled';

/** The part of a document that a worker moves on with each step. */
export type Progress = Partial<Pick<TransferDocument, 'place' | 'done' | 'total' | 'created' | 'updated' | 'failed' | 'bytes'>>;

/** A row that was not imported, in the collection `transfer_failures`. */
export interface FailureDocument {
  /** `<app>.<id>.<place>`: of a row that comes again there is one document. */
  readonly _id: string;
  readonly transfer: string;
  /** Orders the rows of all files of a zip. */
  readonly at: number;
  readonly row: number;
  readonly line: number;
  readonly file?: string;
  readonly objectId?: string;
  readonly code: number;
  readonly error: string;
  readonly forgottenAt: Date;
}
