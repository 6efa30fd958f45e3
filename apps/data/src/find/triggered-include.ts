import { authorize, type Identity } from '@parlance/acl';
import { parseFind, type FindQuery, type ReadPreference } from '@parlance/query';
import type { ClassSchema, StoredDocument } from '@parlance/values';
import type { ReadingApp } from '../apps/app.ts';
import { resolveCondition } from '../resolve/resolve-condition.ts';
import type { ClassTriggers, TriggerJson } from '../triggers/class-triggers.ts';
import type { TriggerRun } from '../triggers/trigger-run.ts';
import { askable } from './assert-query.ts';
import { changedQuery } from './find-triggers.ts';
import type { IncludeTree } from './include-tree.ts';
import { neededFields, readFields, unshownFields } from './page-selection.ts';
import { queryLimits } from './query-limits.ts';
import { queryTimeMs } from './query-time.ts';

/** The objects of one class that pointers lead to. */
export interface IncludedQuery {
  readonly objectIds: readonly string[];
  readonly tree: IncludeTree;
  readonly readPreference: ReadPreference | undefined;
}

/** Shows documents of a query by their selection, with the objects that it includes in turn. */
export type ShowDocuments = (
  schema: ClassSchema,
  asked: FindQuery,
  documents: readonly StoredDocument[],
) => Promise<readonly TriggerJson[]>;

/** The request that included objects are read for. */
export interface IncludeReader {
  readonly app: ReadingApp;
  readonly identity: Identity;
  readonly deadline: number;
  readonly show: ShowDocuments;
}

/** The query for included objects, in the words of a find over REST. */
function queryFor({ objectIds, tree, readPreference }: IncludedQuery): Record<string, unknown> {
  return {
    where: { objectId: objectIds.length === 1 ? objectIds[0] : { $in: objectIds } },
    ...(tree.keys === undefined ? {} : { keys: tree.keys.join(',') }),
    ...(tree.excludeKeys.length === 0 ? {} : { excludeKeys: tree.excludeKeys.join(',') }),
    ...(readPreference === undefined ? {} : { readPreference }),
  };
}

/**
 * Reads included objects of a class that has triggers of finds: each class that pointers lead to is a query of its own to them. Objects that
 * a beforeFind gives in the place of results mean nothing here, as at Parse Server.
 *
 * @param read the objects as they are read without triggers
 */
export async function triggeredInclude(
  reader: IncludeReader,
  schema: ClassSchema,
  included: IncludedQuery,
  { beforeFind, afterFind }: ClassTriggers,
  run: TriggerRun,
  read: () => Promise<readonly TriggerJson[]>,
): Promise<readonly TriggerJson[]> {
  const isGet = included.objectIds.length === 1;
  let query = queryFor(included);
  let objects: readonly TriggerJson[];
  if (beforeFind === undefined) objects = await read();
  else {
    query = changedQuery(query, await beforeFind({ query, isGet, count: false }, run));
    objects = await readChanged(reader, schema, included, query, run);
  }
  return afterFind === undefined ? objects : afterFind({ objects, query, isGet }, run);
}

/** Reads the query that a beforeFind has left, with the caller's right to get objects of the class. */
async function readChanged(
  { app, identity, deadline, show }: IncludeReader,
  schema: ClassSchema,
  { objectIds }: IncludedQuery,
  query: Record<string, unknown>,
  run: TriggerRun,
): Promise<readonly TriggerJson[]> {
  const { explain: _, ...parameters } = query;
  const limits = { ...queryLimits(app.settings, identity), defaultLimit: objectIds.length, maxLimit: null };
  const asked = parseFind(parameters, limits);
  const { readPreference, order, limit, skip, hint, comment } = asked;
  const valid = askable(asked, schema, identity, app.settings);
  const condition = await resolveCondition(valid, schema, { app, identity, deadline, readPreference, triggering: run });
  const needed = neededFields(identity, schema, app);
  const bytesMax = app.settings.answerBytesMax;
  const read = { schema, condition, order, limit, skip, ...readFields(asked, needed), hint, comment, readPreference, bytesMax };
  const timeMs = queryTimeMs(app.settings.queryTimeoutMs, deadline);
  const documents = limit === 0 ? [] : await app.reads.find(authorize(identity, schema, 'get', read), timeMs);
  const selection = { ...asked, excludeKeys: unshownFields(asked, needed) };
  return show(schema, selection, documents);
}
