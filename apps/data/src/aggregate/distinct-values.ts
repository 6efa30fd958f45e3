import { authorize } from '@parlance/acl';
import type { RestReply } from '@parlance/contracts';
import { compileDistinct, isNothing, type CompiledDistinct, type DistinctQuery } from '@parlance/query';
import { restObject, type ClassSchema } from '@parlance/values';
import { askable } from '../find/assert-query.ts';
import { queryTimeMs } from '../find/query-time.ts';
import { assertHint } from '../indexes/assert-hint.ts';
import { restReply } from '../reply/rest-reply.ts';
import { resolveCondition } from '../resolve/resolve-condition.ts';
import type { AggregateReading } from './aggregate-reading.ts';

/** The values of a field, each once. @throws as askable, resolveCondition and AggregateStore */
export async function distinctValues(reading: AggregateReading, asked: DistinctQuery): Promise<RestReply> {
  const { app, schema, identity, deadline } = reading;
  const { key, hint, comment, readPreference } = asked;
  const field = compileDistinct(key, schema);
  const valid = askable({ condition: asked.condition, order: [], shown: key }, schema, identity, app.settings);
  await assertHint(app, schema, identity, hint);
  const condition = await resolveCondition(valid, schema, { app, identity, deadline, readPreference });
  if (field === undefined || isNothing(condition)) return restReply({ results: [] });
  const query = authorize(identity, schema, 'find', { schema, condition, field, hint, comment, readPreference });
  const values = await app.aggregates.values(query, queryTimeMs(app.settings.queryTimeoutMs, deadline));
  return restReply({ results: values.map((value) => shownValue(value, field, schema)) });
}

/** Pointers and places as answers show them, dates as typed JSON, files by name. */
function shownValue(value: unknown, { path, type }: CompiledDistinct, { className }: ClassSchema): unknown {
  const isTyped = type?.type === 'Pointer' || type?.type === 'GeoPoint' || type?.type === 'Polygon' || type?.type === 'Bytes';
  const name = isTyped ? path.replace(/^_p_/, '') : 'value';
  const fields = isTyped ? new Map([[name, type]]) : new Map<string, never>();
  return restObject({ [isTyped ? path : name]: value }, { className, fields, options: new Map() }, {})[name];
}
