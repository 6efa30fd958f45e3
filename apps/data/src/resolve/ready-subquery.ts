import { authorize, classAccess, type AuthorizedAccess } from '@parlance/acl';
import { withoutOrder, type FieldPath, type Subquery } from '@parlance/query';
import { classForReading } from '../classes/class-for.ts';
import { askable, findOperation } from '../find/assert-query.ts';
import { redirectTarget } from '../find/redirect.ts';
import type { ReferenceQuery } from './reference.store.ts';
import type { Answering } from './resolving.ts';

/**
 * A subquery as the caller may ask it: with their rights to the class, their access to its objects, and the fields they may see, just as
 * if they had asked it by itself. Its own conditions on further objects are answered.
 *
 * @param key the field that is wanted of the objects, beside their ids
 * @returns undefined for a class that does not exist
 * @throws as classForReading, redirectTarget, classAccess and askable
 */
export async function readySubquery(
  subquery: Subquery,
  key: FieldPath | undefined,
  { app, identity, resolve }: Answering,
): Promise<AuthorizedAccess<ReferenceQuery> | undefined> {
  const { className, condition: asked, redirectClassNameForKey, order, limit, skip } = subquery;
  const named = await classForReading(app, className, identity);
  if (named === undefined) return undefined;
  const operation = findOperation(asked);
  classAccess(identity, named, operation);
  const found = { redirectClassNameForKey, condition: asked, count: false, limit: limit ?? Infinity };
  const schema = (await redirectTarget(app, named, identity, found)) ?? named;
  const condition = await resolve(askable({ condition: asked, order, shown: key }, schema, identity, app.settings), schema);
  // An order, by distance too, only tells which of the matches a limit leaves.
  const isWindow = limit !== undefined || skip > 0;
  const ready = isWindow ? { condition, order } : { condition: withoutOrder(condition), order: [] };
  return authorize(identity, schema, operation, { schema, ...ready, limit, skip });
}
