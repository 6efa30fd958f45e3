import { authorize, seesCredentials } from '@parlance/acl';
import type { RestReply } from '@parlance/contracts';
import { compilePipeline, type PipelineQuery } from '@parlance/query';
import { planOf } from '../explain/plan.ts';
import { printFound } from '../find/read-as-caller.ts';
import { queryTimeMs } from '../find/query-time.ts';
import { assertHint } from '../indexes/assert-hint.ts';
import { printedReply, restReply } from '../reply/rest-reply.ts';
import type { AggregateReading } from './aggregate-reading.ts';
import { joinedClasses } from './joined-classes.ts';
import { rawRows } from './mongo-raw-rows.ts';
import { readRows } from './read-rows.ts';

/** The rows that a pipeline makes of a class, or the plan by which the database would. @throws as compilePipeline and AggregateStore */
export async function runPipeline(reading: AggregateReading, asked: PipelineQuery): Promise<RestReply> {
  const { app, schema, identity, deadline } = reading;
  const { hint, comment, readPreference, explain, rawFieldNames, rawValues } = asked;
  const joined = await joinedClasses(app, identity, asked.stages);
  const caller = { rawNames: rawFieldNames, credentials: seesCredentials(identity) };
  const { stages, scope, searched } = compilePipeline(asked.stages, schema, joined, caller);
  await assertHint(app, schema, identity, hint);
  for (const one of searched) await app.aggregates.assertSearchable(one);
  const pipeline = authorize(identity, schema, 'find', { schema, stages, hint, comment, readPreference });
  const timeMsMax = queryTimeMs(app.settings.queryTimeoutMs, deadline);
  if (explain !== undefined) return restReply({ results: [planOf(await app.aggregates.explain(pipeline, explain, timeMsMax))] });
  const documents = await app.aggregates.run(pipeline, timeMsMax);
  if (rawFieldNames || rawValues) return restReply({ results: rawRows(documents, { rawFieldNames, rawValues }) });
  if (scope.schema !== undefined && scope.computed.size === 0) {
    // Objects of the class as they are: printed as a find prints them.
    return printedReply(await printFound(app, schema, identity, undefined, { documents, count: undefined, after: undefined }));
  }
  return restReply({ results: await readRows(reading, scope, documents) });
}
