import type { RestJson } from '../find/rest-json.ts';
import type { TriggerRun } from './trigger-run.ts';

/** An object, or members of one, in the JSON of the REST API. Nobody changes it. */
export type TriggerJson = Readonly<RestJson>;

/** A save that is about to be stored. */
export interface SaveToCome {
  /** Undefined for a new object whose creator has chosen no id. */
  readonly objectId: string | undefined;
  /** The object as it is stored; undefined for a new one. */
  readonly original: TriggerJson | undefined;
  /** The members that the caller sends, with `__op` changes. */
  readonly update: TriggerJson;
}

/** A save that was stored. */
export interface SaveDone extends SaveToCome {
  readonly objectId: string;
  /** The members that the storing has decided: id, dates, default values, results of operations. */
  readonly saved: TriggerJson;
}

/** A query, with the members of a find over REST. */
export interface QueryToCome {
  readonly query: TriggerJson;
  /** The object of one id is asked for, by its address or as the one that a pointer leads to. */
  readonly isGet: boolean;
  /** The number of matches is asked for. */
  readonly count: boolean;
}

/** The changes of a query: members that go in the place of others, or the results, and nothing is read then. */
export interface QueryChange {
  readonly query?: TriggerJson | undefined;
  readonly objects?: readonly TriggerJson[] | undefined;
}

/** The results of a query, as their reader sees them. */
export interface ResultsToCome extends Pick<QueryToCome, 'query' | 'isGet'> {
  readonly objects: readonly TriggerJson[];
}

/** The word of an afterSave about the answer. */
export interface AfterSave {
  /** The object as it is after the trigger, or another one that it returns. */
  readonly object?: TriggerJson | undefined;
  /** JSON that it returns, and that is no object of the SDK: the whole answer. */
  readonly answer?: TriggerJson | undefined;
}

/**
 * The triggers that an app's code has on one class; one that is absent does not exist. Those before a step refuse it by any ParseError, of
 * any code. Those after one never reject: the step has happened, and their failures are logged.
 */
export interface ClassTriggers {
  /** @returns all members to store in place of those that were sent; undefined leaves them as they are */
  readonly beforeSave?: (save: SaveToCome, run: TriggerRun) => Promise<TriggerJson | undefined>;
  readonly afterSave?: (save: SaveDone, run: TriggerRun) => Promise<AfterSave | undefined>;
  readonly beforeDelete?: (object: TriggerJson, run: TriggerRun) => Promise<void>;
  readonly afterDelete?: (object: TriggerJson, run: TriggerRun) => Promise<void>;
  readonly beforeFind?: (query: QueryToCome, run: TriggerRun) => Promise<QueryChange>;
  /** @returns the results to go on with */
  readonly afterFind?: (results: ResultsToCome, run: TriggerRun) => Promise<readonly TriggerJson[]>;
}

/** The triggers of the classes of one app; undefined for a class without any. Costs one look-up. */
export type TriggersOf = (className: string) => ClassTriggers | undefined;
