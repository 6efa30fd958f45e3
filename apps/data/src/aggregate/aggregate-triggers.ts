import type { RequestContext } from '@parlance/contracts';
import type { AggregateQuery } from '@parlance/query';
import { finishedFound, type FoundObjects } from '../find/answer-find.ts';
import { shownQuery } from '../find/find-triggers.ts';
import type { ClassTriggers, TriggerJson } from '../triggers/class-triggers.ts';
import { TriggerRun } from '../triggers/trigger-run.ts';

type Parameters = Readonly<Record<string, unknown>>;

/** The parameters that a beforeFind may change. Stages are not among them: it sees them, as at Parse Server. */
const CHANGEABLE = {
  distinct: ['where', 'hint', 'comment', 'readPreference'],
  pipeline: ['hint', 'comment', 'readPreference', 'explain'],
} as const;

/** Ways to ask the database, which a trigger is shown beside the question itself. */
const ADVICE = ['hint', 'comment', 'readPreference', 'explain'] as const;

/** The parameters to go on with, or the results that the code gives in their place. */
export type TriggeredAggregate = { readonly parameters: Parameters } | FoundObjects;

/**
 * Asks the beforeFind of the class before a pipeline or `distinct`. It may refuse, narrow `distinct` by its query, or give objects, which
 * then pass afterFind: rows of the database never do.
 *
 * @throws the errors of the code
 */
export async function beforeAggregate(
  { beforeFind, afterFind }: ClassTriggers,
  asked: AggregateQuery,
  parameters: Parameters,
  context: RequestContext,
): Promise<TriggeredAggregate> {
  if (beforeFind === undefined) return { parameters };
  const run = new TriggerRun(context);
  const query = shownAggregate(asked, parameters);
  const { query: change = {}, objects } = await beforeFind({ query, isGet: false, count: false }, run);
  const set = CHANGEABLE[asked.kind].filter((name) => Boolean(change[name]));
  const changed = { ...parameters, ...Object.fromEntries(set.map((name) => [name, change[name]])) };
  if (objects === undefined) return { parameters: changed };
  const shown = { ...query, ...Object.fromEntries(set.map((name) => [name, change[name]])) };
  return finishedFound({ results: objects }, { afterFind, redirectedTo: undefined, query: shown, isGet: false, run });
}

/** The question as code sees it: the conditions of `distinct`, or the stages, in one form however they were sent. */
function shownAggregate(asked: AggregateQuery, parameters: Parameters): TriggerJson {
  if (asked.kind === 'distinct') return shownQuery(parameters);
  const advice = Object.fromEntries(ADVICE.filter((name) => name in parameters).map((name) => [name, parameters[name]]));
  return { ...shownQuery(advice), pipeline: asked.stages.map(({ name, spec }) => ({ [name]: spec })) };
}
