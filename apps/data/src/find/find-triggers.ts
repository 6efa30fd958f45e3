import type { Identity } from '@parlance/acl';
import type { App } from '../apps/app.ts';
import type { ClassTriggers, QueryChange, TriggerJson } from '../triggers/class-triggers.ts';

/** The triggers of a query; undefined for a class without any of finds, and for services in their own name. */
export function findTriggersOf({ slots }: Pick<App, 'slots'>, className: string, { kind }: Identity): ClassTriggers | undefined {
  if (kind === 'platform') return undefined;
  const triggers = slots.triggers?.(className);
  return triggers?.beforeFind === undefined && triggers?.afterFind === undefined ? undefined : triggers;
}

/** The members of a query that a beforeFind may change. */
const CHANGEABLE = [
  'where',
  'limit',
  'skip',
  'include',
  'excludeKeys',
  'explain',
  'keys',
  'order',
  'hint',
  'comment',
  'readPreference',
  'includeReadPreference',
  'subqueryReadPreference',
] as const;

/** The query to go on with. A member that is absent, empty or 0 in the change stays as it was sent, as at Parse Server. */
export function changedQuery(query: Record<string, unknown>, { query: change }: QueryChange): Record<string, unknown> {
  if (change === undefined) return query;
  const set = CHANGEABLE.filter((name) => Boolean(change[name]));
  return set.length === 0 ? query : { ...query, ...Object.fromEntries(set.map((name) => [name, change[name]])) };
}

/** Members that Parse Server hands on as strings with commas. */
const NAMES = ['keys', 'excludeKeys', 'include', 'order'] as const;

/**
 * The parameters of a find or a get as a trigger is shown them: `where` as an object, numbers as numbers, names with commas between them.
 * Those that SDKs send without a value are left out.
 *
 * @param parameters parsed without an error already
 */
export function shownQuery(parameters: Readonly<Record<string, unknown>>): TriggerJson {
  const shown = Object.fromEntries(Object.entries(parameters).filter(([, value]) => !UNSET.has(value)));
  delete shown['count']; // told apart
  shown['where'] = typeof shown['where'] === 'string' ? JSON.parse(shown['where']) : (shown['where'] ?? {});
  for (const name of ['limit', 'skip'] as const) if (name in shown) shown[name] = Number(shown[name]);
  for (const name of NAMES) if (Array.isArray(shown[name])) shown[name] = shown[name].join(',');
  return shown;
}

const UNSET: ReadonlySet<unknown> = new Set([undefined, null, 'null', '']);
