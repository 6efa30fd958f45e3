import { authorize } from '@parlance/acl';
import { ParseError } from '@parlance/errors';
import { parseFind, printSubquery, type FieldPath, type Subquery } from '@parlance/query';
import { decodeValue, fieldOf, type ParseDictionary } from '@parlance/values';
import { findOperation } from '../find/assert-query.ts';
import { changedQuery } from '../find/find-triggers.ts';
import { queryLimits } from '../find/query-limits.ts';
import { readObjects } from '../find/read-as-caller.ts';
import type { ClassTriggers, TriggerJson } from '../triggers/class-triggers.ts';
import type { TriggerRun } from '../triggers/trigger-run.ts';
import type { ReferenceQuery } from './reference.store.ts';
import { readingOf, type Resolving } from './resolving.ts';

/** The part of a subquery that its beforeFind may change. */
type Changeable = Pick<Subquery, 'condition' | 'order' | 'limit' | 'skip'>;

/** The subquery that the beforeFind of its class leaves; objects in the place of results mean nothing here, as at Parse Server. */
export async function changedSubquery(
  subquery: Subquery,
  { app, identity }: Pick<Resolving, 'app' | 'identity'>,
  beforeFind: NonNullable<ClassTriggers['beforeFind']>,
  run: TriggerRun,
): Promise<Changeable> {
  const query = shownSubquery(subquery);
  const { where, order, limit, skip } = changedQuery(query, await beforeFind({ query, isGet: false, count: false }, run));
  // The bound of the app is for objects that a client reads, not for those that are compared.
  const asked = parseFind({ where, order, limit, skip }, { ...queryLimits(app.settings, identity), maxLimit: null });
  return { ...asked, limit: limit === undefined ? undefined : asked.limit };
}

function shownSubquery(subquery: Subquery): Record<string, unknown> {
  const { className: _, redirectClassNameForKey: _key, ...query } = printSubquery(subquery);
  return query;
}

/**
 * The objects that a subquery finds, as the afterFind of their class leaves them.
 *
 * @throws InvalidQuery (102) for more than an answer may include: all of them are held and handed over at once
 */
export async function triggeredResults(
  query: ReferenceQuery,
  subquery: Subquery,
  { app, identity, ...resolving }: Resolving,
  afterFind: NonNullable<ClassTriggers['afterFind']>,
  run: TriggerRun,
): Promise<readonly TriggerJson[]> {
  const { schema } = query;
  const { includedObjectsMax, answerBytesMax: bytesMax } = app.settings;
  const { timeMsMax, readPreference } = readingOf({ app, identity, ...resolving });
  const limit = Math.min(query.limit ?? Infinity, includedObjectsMax + 1);
  const read = { ...query, limit, keys: undefined, excludeKeys: undefined, readPreference, bytesMax };
  const documents = await app.reads.find(authorize(identity, schema, findOperation(subquery.condition), read), timeMsMax);
  if (documents.length > includedObjectsMax) {
    throw new ParseError(
      'InvalidQuery',
      `A subquery finds more than ${includedObjectsMax} objects for the afterFind of ${schema.className}.`,
    );
  }
  const objects = await readObjects(app, schema, identity, documents);
  return afterFind({ objects, query: shownSubquery(subquery), isGet: false }, run);
}

/** The field of a path, of an object in REST JSON, as values are compared. */
export function valueOf(object: TriggerJson, path: FieldPath): ParseDictionary {
  const field = fieldOf(path);
  const json = object[field];
  if (json === undefined) return {};
  const isTime = (field === 'createdAt' || field === 'updatedAt') && typeof json === 'string';
  return { [field]: decodeValue(isTime ? { __type: 'Date', iso: json } : json) };
}
