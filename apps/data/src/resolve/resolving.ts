import type { Identity } from '@parlance/acl';
import type { AskedCondition, Condition, ReadPreference } from '@parlance/query';
import type { ClassSchema } from '@parlance/values';
import type { ReadingApp } from '../apps/app.ts';
import { queryTimeMs } from '../find/query-time.ts';
import type { Triggering } from '../triggers/trigger-run.ts';
import type { FilterBudget } from './filter-budget.ts';
import type { ReferenceReading } from './reference.store.ts';

/** The reading of other objects that answers a condition: for which caller, until when and from where. */
export interface Resolving {
  readonly app: ReadingApp;
  readonly identity: Identity;
  /** Epoch milliseconds: the request's own. */
  readonly deadline: number;
  readonly readPreference: ReadPreference | undefined;
  /** For the triggers of the classes of subqueries; undefined where none run. */
  readonly triggering?: Triggering | undefined;
}

/** The answering of one part of a condition: the class that condition is for, and the filter the answer will be part of. */
export interface Answering extends Resolving {
  readonly schema: ClassSchema;
  readonly budget: FilterBudget;
  /** Answers conditions inside conditions. */
  readonly resolve: (condition: AskedCondition, schema: ClassSchema) => Promise<Condition>;
}

/** @throws RequestTimeout (124) when the caller has given up */
export function readingOf({ app, deadline, readPreference }: Resolving): ReferenceReading {
  return { timeMsMax: queryTimeMs(app.settings.queryTimeoutMs, deadline), readPreference };
}
