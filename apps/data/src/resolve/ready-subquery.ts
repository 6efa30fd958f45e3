import { authorize, classAccess, type AuthorizedAccess } from '@parlance/acl';
import { withoutOrder, type FieldPath, type Subquery } from '@parlance/query';
import { classForReading } from '../classes/class-for.ts';
import { askable, findOperation } from '../find/assert-query.ts';
import { findTriggersOf } from '../find/find-triggers.ts';
import { redirectTarget } from '../find/redirect.ts';
import type { TriggerJson } from '../triggers/class-triggers.ts';
import { runOf } from '../triggers/trigger-run.ts';
import type { ReferenceQuery } from './reference.store.ts';
import type { Answering } from './resolving.ts';
import { changedSubquery, triggeredResults } from './triggered-subquery.ts';

/** A subquery that is ready to be read. */
export interface ReadySubquery {
  readonly query: AuthorizedAccess<ReferenceQuery>;
  /** Reads the objects where the afterFind of their class decides which they are; undefined for all others. */
  readonly results: (() => Promise<readonly TriggerJson[]>) | undefined;
}

/**
 * A subquery as the caller may ask it: with their rights to the class, their access to its objects, and the fields they may see, just as
 * if they had asked it by itself. Its own conditions on further objects are answered, and its class's triggers run.
 *
 * @param key the field that is wanted of the objects, beside their ids
 * @returns undefined for a class that does not exist
 * @throws as classForReading, redirectTarget, classAccess and askable; the errors of the triggers
 */
export async function readySubquery(
  subquery: Subquery,
  key: FieldPath | undefined,
  answering: Answering,
): Promise<ReadySubquery | undefined> {
  const { app, identity, resolve, triggering } = answering;
  const { className, redirectClassNameForKey } = subquery;
  const named = await classForReading(app, className, identity);
  if (named === undefined) return undefined;
  classAccess(identity, named, findOperation(subquery.condition));
  const run = triggering === undefined || app.slots.triggers === undefined ? undefined : runOf(triggering);
  const beforeFind = run === undefined ? undefined : findTriggersOf(app, className, identity)?.beforeFind;
  const changed = run === undefined || beforeFind === undefined ? subquery : await changedSubquery(subquery, answering, beforeFind, run);
  const { condition: asked, order, limit, skip } = changed;
  const operation = findOperation(asked);
  if (changed !== subquery) classAccess(identity, named, operation);
  const found = { redirectClassNameForKey, condition: asked, count: false, limit: limit ?? Infinity };
  const schema = (await redirectTarget(app, named, identity, found)) ?? named;
  const condition = await resolve(askable({ condition: asked, order, shown: key }, schema, identity, app.settings), schema);
  // An order, by distance too, only tells which of the matches a limit leaves.
  const isWindow = limit !== undefined || skip > 0;
  const ready = isWindow ? { condition, order } : { condition: withoutOrder(condition), order: [] };
  const query = authorize(identity, schema, operation, { schema, ...ready, limit, skip });
  const afterFind = run === undefined ? undefined : findTriggersOf(app, schema.className, identity)?.afterFind;
  if (run === undefined || afterFind === undefined) return { query, results: undefined };
  return { query, results: () => triggeredResults(query, { ...subquery, ...changed }, answering, afterFind, run) };
}
