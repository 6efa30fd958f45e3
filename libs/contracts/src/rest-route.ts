import type { Caller } from './caller.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/**
 * The parameters a path pattern names: `/classes/:className/:objectId` has className and objectId. One with a plus at the end of the
 * pattern takes all segments that are left, with slashes between them.
 */
export type PathParameters<Path extends string> = string extends Path
  ? Readonly<Record<string, string>>
  : { readonly [Name in ParameterNames<Path>]: string };
type ParameterNames<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? Name | ParameterNames<`/${Rest}`>
  : Path extends `${string}:${infer Name}`
    ? Name extends `${infer Plain}+`
      ? Plain
      : Name
    : never;

/** A REST request as far as a request of an operation can be made of it. */
export interface RestInput<Path extends string = string> {
  /** Id of the app. */
  readonly app: string;
  /** Decoded, never empty. */
  readonly path: PathParameters<Path>;
  /** Parameters of a read, from the query string and the body alike; the body of a write. The envelope is gone from both. */
  readonly input: Record<string, unknown>;
  readonly caller: Caller;
}

/**
 * The callers that a route lets pass, and how it counts.
 *
 * - `scope`: 'app' for every caller of the app; 'master' for the two master keys
 * - `effect`: the read-only master key is refused every 'write'
 * - `cost`: requests it counts as
 * - `ignoresSession`: a dead session token is no reason to refuse the request
 * - `readsQuery`: members that the body leaves out may stand in the query string, though the method writes; 'before body': it wins over the body
 * - `audited`: a change that leaves an entry in the audit, with its author: written by the service that owns the thing, with the change, or by
 *   the gateway, before and after it
 * - `whileLoading`: served although the code of the app was never loaded: nothing of it passes by triggers
 */
export interface RouteGuards {
  readonly method: Method;
  /** Below the mount; a segment that begins with a colon is a parameter. */
  readonly path: string;
  readonly scope: 'app' | 'master';
  readonly effect: 'read' | 'write';
  readonly cost: number;
  readonly ignoresSession?: true;
  readonly readsQuery?: QueryPlace;
  readonly audited?: 'owner' | 'gateway';
  readonly whileLoading?: true;
}

/** Whether the query string of a write adds members: those that the body leaves out, or all of them. */
export type QueryPlace = true | 'before body';

/** One way to ask an operation over REST. */
export interface RestRoute<Request> extends RouteGuards {
  readonly requestOf: (asked: RestInput) => Request;
}

/** The guards in which a route differs from most of its method: by default a GET reads, every other method writes, and each costs 1. */
export type RouteDeviations = Partial<Pick<RouteGuards, 'effect' | 'cost' | 'ignoresSession' | 'readsQuery' | 'audited' | 'whileLoading'>>;

/** Declares a route, in the line of an operation's `routes`. @param requestOf makes the operation's request of the REST one */
export function route<const Path extends string, Request>(
  method: Method,
  path: Path,
  scope: RouteGuards['scope'],
  requestOf: (asked: RestInput<Path>) => Request,
  deviations: RouteDeviations = {},
): RestRoute<Request> {
  return { ...routeGuards(method, path, scope, deviations), requestOf: requestOf as RestRoute<Request>['requestOf'] };
}

/** The guards of a route, its defaults filled in. */
export function routeGuards<const Path extends string>(
  method: Method,
  path: Path,
  scope: RouteGuards['scope'],
  deviations: RouteDeviations = {},
): RouteGuards & { readonly path: Path } {
  return { method, path, scope, effect: method === 'GET' ? 'read' : 'write', cost: 1, ...deviations };
}
