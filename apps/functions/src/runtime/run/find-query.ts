import { isSdkObject, SDK, type Json, type SdkQuery } from '../sdk/sdk.ts';
import { restForm } from './rebuild.ts';
import type { TriggerOutcome } from './trigger-words.ts';

/** Options of a query that a trigger may set; one that is absent, empty or 0 stays as the client sent it. */
const OPTIONS = ['limit', 'skip', 'include', 'excludeKeys', 'explain', 'keys', 'order', 'hint', 'comment'] as const;
/** Read preferences are members of `request`, not of the query. */
const PREFERENCES = ['readPreference', 'includeReadPreference', 'subqueryReadPreference'] as const;

/** @param json the members of a find in REST form */
export function queryOf(className: string, json: Json | undefined): SdkQuery {
  const query = new SDK.Query(className);
  query.withJSON({ where: {}, ...json });
  return query;
}

/**
 * The outcome of a beforeFind: the query that it returns, or the one that it has changed; or objects instead of any query.
 *
 * @param request as the trigger has left it
 */
export function findOutcome(request: Json, query: SdkQuery, returned: unknown): TriggerOutcome {
  const objects = objectsOf(returned);
  const json = (returned instanceof SDK.Query ? returned : query).toJSON();
  const changed: Json = json.where ? { where: json.where } : {};
  for (const name of OPTIONS) if (json[name]) changed[name] = json[name];
  for (const name of PREFERENCES) if (request[name]) changed[name] = request[name];
  return { query: changed, ...(objects === undefined ? {} : { objects: objects.map(restForm) }) };
}

/** One object, or a list of objects alone. */
function objectsOf(returned: unknown): readonly unknown[] | undefined {
  if (isSdkObject(returned)) return [returned];
  return Array.isArray(returned) && returned.every(isSdkObject) ? returned : undefined;
}
