import type { AppCode } from '@parlance/contracts';
import type { Members } from '../body/parse-body.ts';

/** A request that was admitted to its route. */
export interface AdmittedRequest {
  readonly method: string;
  /** Of the route: `/classes/:className`. */
  readonly route: string;
  readonly className: string | undefined;
  readonly input: Members;
}

/** Objects of one class, whose requests end there. */
const OF_OBJECTS: ReadonlySet<string> = new Set(['/classes/:className', '/classes/:className/:objectId']);
/** Parameters of a query that name no other class. Any other one may, as `include` and `redirectClassNameForKey` do. */
const OF_ITS_CLASS: ReadonlySet<string> = new Set(['where', 'order', 'limit', 'skip', 'keys', 'excludeKeys', 'count']);
/** Conditions that hold a query of another class. */
const WITH_QUERY: ReadonlySet<string> = new Set(['$inQuery', '$notInQuery', '$select', '$dontSelect']);
const QUERY_KEY = /"\$(?:in|notIn)Query"|"\$(?:dontS|s)elect"|\\/;

/**
 * Whether code of the app may have to learn of a request. False is certain: requests for the objects of a class of the app's own, which has no
 * trigger, and which leads to no other class.
 */
export function mayReachCode({ triggers }: Pick<AppCode, 'triggers'>, { method, route, className, input }: AdmittedRequest): boolean {
  if (className === undefined || !OF_OBJECTS.has(route) || className.startsWith('_') || Object.hasOwn(triggers, className)) return true;
  return method === 'GET' && leadsElsewhere(input);
}

function leadsElsewhere(input: Members): boolean {
  for (const name in input) if (!OF_ITS_CLASS.has(name)) return true;
  const { where } = input;
  return typeof where === 'string' ? QUERY_KEY.test(where) : holdsQuery(where);
}

function holdsQuery(condition: unknown): boolean {
  if (typeof condition !== 'object' || condition === null) return false;
  if (Array.isArray(condition)) return condition.some(holdsQuery);
  for (const name in condition) {
    if (WITH_QUERY.has(name) || holdsQuery((condition as Readonly<Record<string, unknown>>)[name])) return true;
  }
  return false;
}
