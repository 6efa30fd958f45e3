import { type CloudContext, type RequestContext, type TriggerKind, type functions } from '@parlance/contracts';
import { isObject } from '@parlance/values';
import { applyChanges, type RestObject } from './apply-changes.ts';

/** The members of a request that every webhook gets, in Parse Server's words. */
interface Caller {
  readonly master: boolean;
  readonly isReadOnly: boolean;
  readonly user?: RestObject | undefined;
  readonly installationId?: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly ip: string;
}

/** The request of a function, in JSON. @param parameters JSON of an object, as the client has sent it */
export function functionCall(name: string, parameters: string, context: RequestContext, user: RestObject | undefined): string {
  const rest = { functionName: name, ...callerOf(context, user), context: contextOf(context.cloud) };
  return `{"params":${shownParameters(parameters)},${JSON.stringify(rest).slice(1)}`;
}

/** Triggers whose request has a context, as Parse Server has it. */
const WITHOUT_CONTEXT: ReadonlySet<TriggerKind> = new Set(['afterLogout']);

/** A request of a trigger, and the object in it, against which an answer is compared. */
export interface TriggerCall {
  readonly body: string;
  readonly object: RestObject | undefined;
}

/** The request of a trigger. */
export function triggerCall(
  kind: TriggerKind,
  className: string,
  input: functions.TriggerInput,
  context: RequestContext,
  user: RestObject | undefined,
): TriggerCall {
  const { original, query, objects, isGet, count, file } = input;
  const object = objectOf(input);
  const request = {
    triggerName: kind,
    ...(object === undefined ? {} : { object: { ...object, className } }),
    ...(original === undefined ? {} : { original: { ...original, className } }),
    ...(query === undefined ? {} : { query }),
    ...(objects === undefined ? {} : { objects }),
    ...(isGet === undefined ? {} : { isGet }),
    ...(count === undefined ? {} : { count }),
    ...(file === undefined ? {} : { file }),
    ...callerOf(context, user),
    ...(WITHOUT_CONTEXT.has(kind) ? {} : { context: contextOf(context.cloud) }),
  };
  return { body: JSON.stringify(request), object };
}

/** The object that a trigger is about, with the changes of a save in it. */
function objectOf({ original, update, saved, object }: functions.TriggerInput): RestObject | undefined {
  if (object !== undefined || update === undefined) return object;
  return { ...applyChanges(original ?? {}, update), ...saved };
}

function callerOf({ identity, cloud }: RequestContext, user: RestObject | undefined): Caller {
  const isReadOnly = identity.kind === 'readOnlyMaster';
  return {
    master: isReadOnly || identity.kind === 'master' || identity.kind === 'platform',
    isReadOnly,
    ...(user === undefined ? {} : { user }),
    ...(cloud?.installationId === undefined ? {} : { installationId: cloud.installationId }),
    headers: cloud?.headers ?? {},
    ip: cloud?.ip ?? '',
  };
}

function contextOf(cloud: CloudContext | undefined): unknown {
  return cloud === undefined ? {} : JSON.parse(cloud.context);
}

/** Parse Server decodes dates in parameters, which JSON then has as plain strings; other typed values stay as they were sent. */
function shownParameters(parameters: string): string {
  if (parameters === '') return '{}';
  if (!parameters.includes('"Date"')) return parameters;
  return JSON.stringify(plainDates(JSON.parse(parameters)));
}

function plainDates(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainDates);
  if (!isObject(value)) return value;
  if (value['__type'] === 'Date') return value['iso'];
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plainDates(member)]));
}
