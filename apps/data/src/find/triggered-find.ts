import { readsEverything, seesInternal } from '@parlance/acl';
import type { data, RequestContext, RestReply } from '@parlance/contracts';
import type { App } from '../apps/app.ts';
import { classForReading } from '../classes/class-for.ts';
import { assertMayExplain, explainedFinding } from '../explain/explain-finding.ts';
import type { ClassTriggers, TriggerJson } from '../triggers/class-triggers.ts';
import { TriggerRun } from '../triggers/trigger-run.ts';
import { allowedFind, finishedFound, nothingFound, readFound, type FoundObjects } from './answer-find.ts';
import { parseAllowedFind } from './assert-query.ts';
import { changedQuery, findTriggersOf, shownQuery } from './find-triggers.ts';
import { queryLimits } from './query-limits.ts';

/** A find, or a get as the find of one id. */
export interface TriggeredQuery extends data.FindRequest {
  readonly isGet: boolean;
}

/**
 * Answers a query whose class has triggers of finds. The class and the query as it was sent are asked before any of them hears of it, and
 * the query that beforeFind leaves is asked anew, by the same rights.
 *
 * @returns the plan for a query that wants one, which no afterFind hears of
 * @throws the errors of a find; those of the code
 */
export async function triggeredFind(
  app: App,
  asked: TriggeredQuery,
  triggers: ClassTriggers,
  context: RequestContext,
): Promise<FoundObjects | RestReply> {
  const { className, isGet } = asked;
  const run = new TriggerRun(context);
  const { parameters, objects } = await beforeFound(app, asked, triggers, run, context);
  const finishing = { afterFind: triggers.afterFind, redirectedTo: undefined, query: parameters, isGet, run };
  if (objects !== undefined) {
    const results = await objectsInstead(app, { className, parameters, isGet }, objects, run, context);
    return finishedFound({ results }, finishing);
  }
  const allowed = await allowedFind(app, { className, parameters }, context, run);
  if (allowed.kind === 'nothing') return finishedFound(nothingFound(allowed.asked), finishing);
  const { finding, redirectedTo } = allowed;
  const { explain } = finding.asked;
  if (explain !== undefined) return explainedFinding(finding, explain);
  const found = await readFound(finding);
  if (redirectedTo === undefined) return finishedFound(found, finishing);
  const { afterFind } = findTriggersOf(app, redirectedTo, context.identity) ?? {};
  return finishedFound(found, { ...finishing, redirectedTo, afterFind });
}

/** The query after beforeFind, or the objects that it gives instead. */
async function beforeFound(
  app: App,
  { className, parameters, isGet }: TriggeredQuery,
  { beforeFind }: ClassTriggers,
  run: TriggerRun,
  { identity }: RequestContext,
): Promise<{ readonly parameters: Record<string, unknown>; readonly objects: readonly TriggerJson[] | undefined }> {
  const named = await classForReading(app, className, identity);
  assertMayExplain(parameters, app.settings, identity);
  const { limit, count } = parseAllowedFind(parameters, queryLimits(app.settings, identity), named, identity);
  if (beforeFind === undefined) return { parameters, objects: undefined };
  const query = isGet ? shownQuery(parameters) : { ...shownQuery(parameters), limit };
  const change = await beforeFind({ query, isGet, count }, run);
  return { parameters: changedQuery(parameters, change), objects: change.objects };
}

/**
 * The objects that a beforeFind gives in the place of results. It may have read them with the master key: those that are stored are read
 * anew as the caller sees them, unless the caller sees everything.
 */
async function objectsInstead(
  app: App,
  { className, parameters, isGet }: TriggeredQuery,
  objects: readonly TriggerJson[],
  run: TriggerRun,
  context: RequestContext,
): Promise<readonly TriggerJson[]> {
  const { identity } = context;
  if (readsEverything(identity) || seesInternal(identity)) return objects;
  const ids = objects.map(({ objectId }) => objectId).filter((objectId) => typeof objectId === 'string' && objectId !== '');
  if (ids.length === 0) return objects;
  const where = { objectId: isGet ? ids[0] : { $in: ids } };
  const { count: _count, after: _after, explain: _explain, ...options } = parameters;
  const allowed = await allowedFind(app, { className, parameters: { ...options, where } }, context, run);
  return allowed.kind === 'nothing' ? [] : (await readFound(allowed.finding)).results;
}
