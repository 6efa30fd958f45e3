import { authorize, type AuthorizedAccess, type Identity } from '@parlance/acl';
import { and, isNothing, pageOf, tokenAfter, withoutOrder, type Condition, type FindQuery, type Page } from '@parlance/query';
import { decodeDocument, type ClassSchema, type StoredDocument } from '@parlance/values';
import type { ReadingApp } from '../apps/app.ts';
import { assertHint } from '../indexes/assert-hint.ts';
import type { ObjectQuery } from '../objects/object.store.ts';
import { resolveCondition } from '../resolve/resolve-condition.ts';
import type { Triggering } from '../triggers/trigger-run.ts';
import { findOperation } from './assert-query.ts';
import { neededFields, readFields } from './page-selection.ts';
import { queryTimeMs } from './query-time.ts';

/** A query that is ready to be read: checked, and with everything it asks of other objects answered. */
export interface Finding {
  readonly app: ReadingApp;
  readonly identity: Identity;
  /** Epoch milliseconds. */
  readonly deadline: number;
  readonly schema: ClassSchema;
  readonly asked: FindQuery;
  readonly operation: 'get' | 'find';
  /** All that the query matches, on whichever page. */
  readonly condition: Condition;
  /** Undefined for a query that is not read by pages. */
  readonly page: Page | undefined;
  /** Fields that are read in every case, shown or not. */
  readonly needed: readonly string[];
  /** For the triggers of other classes that the query leads to; undefined where none run. */
  readonly triggering: Triggering | undefined;
}

/** @param asked passed by askable for this class. @throws as pageOf, assertHint and resolveCondition */
export async function readyToFind(
  app: ReadingApp,
  schema: ClassSchema,
  identity: Identity,
  asked: FindQuery,
  deadline: number,
  triggering?: Triggering,
): Promise<Finding> {
  const page = asked.after === undefined ? undefined : pageOf(asked.after, asked.order, schema);
  if (asked.hint !== undefined) await assertHint(app, schema, identity, asked.hint);
  const readPreference = asked.subqueryReadPreference ?? asked.readPreference;
  const condition = await resolveCondition(asked.condition, schema, { app, identity, deadline, readPreference, triggering });
  const needed = neededFields(identity, schema, app, page);
  return { app, identity, deadline, schema, asked, operation: findOperation(asked.condition), condition, page, needed, triggering };
}

/** The documents of a query's results. */
export async function findDocuments(finding: Finding): Promise<StoredDocument[]> {
  return hasNone(finding) ? [] : finding.app.reads.find(authorizedQuery(finding), timeMsMax(finding));
}

/** The same as BSON. */
export async function findRawDocuments(finding: Finding): Promise<Uint8Array[]> {
  return hasNone(finding) ? [] : finding.app.reads.findRaw(authorizedQuery(finding), timeMsMax(finding));
}

/** The number of all matches; undefined when it is not asked for. */
export async function countMatches(finding: Finding): Promise<number | undefined> {
  const { app, schema, identity, asked, condition } = finding;
  if (!asked.count) return undefined;
  const { hint, comment, readPreference } = asked;
  const counted = { schema, condition: withoutOrder(condition), hint, comment, readPreference };
  const query = authorize(identity, schema, 'count', counted);
  return isNothing(condition) ? 0 : app.reads.count(query, timeMsMax(finding));
}

/**
 * The token that continues the query behind its results: null when there is nothing more, undefined for a query that is not read by pages.
 *
 * @param last the last of as many documents as the query may have
 */
export function nextAfter({ asked, page, schema }: Finding, results: number, last: () => StoredDocument): string | null | undefined {
  if (page === undefined) return undefined;
  return results < asked.limit ? null : tokenAfter(page, decodeDocument(last(), schema));
}

function hasNone({ asked, condition }: Finding): boolean {
  return asked.limit === 0 || isNothing(condition);
}

/** The query that the object store gets. */
export function authorizedQuery({
  app,
  schema,
  identity,
  asked,
  operation,
  condition,
  page,
  needed,
}: Finding): AuthorizedAccess<ObjectQuery> {
  const { limit, skip, hint, comment, readPreference } = asked;
  const order = page === undefined ? asked.order : page.order;
  const matching = order.length === 0 ? condition : withoutOrder(condition);
  return authorize(identity, schema, operation, {
    schema,
    condition: page === undefined ? matching : and(matching, page.condition),
    order,
    limit,
    skip,
    ...readFields(asked, needed),
    hint,
    comment,
    readPreference,
    bytesMax: app.settings.answerBytesMax,
  });
}

function timeMsMax({ app, deadline }: Finding): number {
  return queryTimeMs(app.settings.queryTimeoutMs, deadline);
}
