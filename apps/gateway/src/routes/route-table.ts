import type { Identity } from '@parlance/acl';
import type { data, QueryPlace } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import type { Answer, Reply } from '../reply/reply.ts';
import { assertAdmitted } from './assert-admitted.ts';
import type { AppRoute, BodyRules, Call, PublicRoute, RouteEntry } from './route.ts';
import { RouteTree, type Found } from './route-tree.ts';

/** A call without its path, which the table fills in. */
export type Request = Omit<Call, 'path'>;

/** A route whose guards have let the caller pass. Only the table makes them, so nothing runs unguarded. */
export interface Admitted {
  readonly route: RouteEntry & { readonly whileLoading?: true };
  readonly path: Readonly<Record<string, string>>;
  /** The answer comes in pieces. */
  readonly streams: boolean;
  /** The route reads its body itself. */
  readonly takesBytes: boolean;
  /** The route wants its body as it was sent. */
  readonly keepsBody: boolean;
  answer(request: Request): Promise<Answer>;
  /** Answers calls of the same route with the same path at once; undefined for a route that cannot. */
  readonly answerMany: ((requests: readonly Request[]) => Promise<Reply>) | undefined;
  /** The call as a part of a transaction, which throws ParseError when it cannot be one; undefined for a route that no transaction takes. */
  readonly transactionPart: ((request: Request) => data.TransactionPart) | undefined;
}

export interface FoundPublic {
  readonly route: PublicRoute;
  readonly path: Readonly<Record<string, string>>;
}

/**
 * All routes below the mount, and the only way to register one. Requests and the parts of batches find their route here and nowhere
 * else; a caller that gets one has passed its guards.
 */
export class RouteTable {
  readonly #public = new RouteTree<PublicRoute>();
  readonly #app = new RouteTree<AppRoute>();
  readonly #entries: RouteEntry[] = [];
  /** First words of the paths of routes with rules for their bodies. */
  readonly #bodyWords = new Set<string>();

  /** @throws Error when method and path are taken */
  add<Path extends string>(route: AppRoute<Path> | PublicRoute<Path>): this {
    if (route.scope === 'public') this.#public.add(route.method, route.path, route);
    else this.#app.add(route.method, route.path, route);
    if (route.scope !== 'public' && hasBodyRules(route)) this.#bodyWords.add(route.path.split('/')[1]?.toLowerCase() ?? '');
    const { method, path, scope, effect, cost, operation } = route;
    const whileLoading = route.scope !== 'public' && route.whileLoading === true;
    const audited = route.scope === 'public' ? undefined : route.audited;
    const marks = { ...(whileLoading ? { whileLoading } : {}), ...(audited === undefined ? {} : { audited }) };
    this.#entries.push(Object.freeze({ method, path, scope, effect, cost, operation, ...marks }));
    return this;
  }

  /** Every route there is, in the order of registration. */
  get entries(): readonly RouteEntry[] {
    return this.#entries;
  }

  /** Tells whether a route of an app is served; `serverInfo` names no other. */
  has(method: RouteEntry['method'], path: string): boolean {
    return this.#entries.some((entry) => entry.method === method && entry.path === path);
  }

  /** Tells whether a request to there is answered even when its session has ended. */
  ignoresSession(method: string, segments: readonly string[]): boolean {
    return this.#app.find(method, segments)?.value.ignoresSession === true;
  }

  /** Tells whether a write there takes members from its query string, too. */
  readsQuery(method: string, segments: readonly string[]): QueryPlace | undefined {
    return this.#app.find(method, segments)?.value.readsQuery;
  }

  /** How the body of a request to there is to be read, whatever the caller may; undefined where there is no such route. */
  bodyRules(method: string, segments: readonly string[]): BodyRules | undefined {
    const [word] = segments;
    // Most requests are to other routes: their bodies are read like all others.
    return word !== undefined && this.#bodyWords.has(word.toLowerCase()) ? this.#app.find(method, segments)?.value : undefined;
  }

  /**
   * The path of the route that a request finds, whatever the caller may: fixed words as they are registered, parameters as sent.
   * @returns undefined when there is none
   */
  resolve(method: string, segments: readonly string[]): readonly string[] | undefined {
    const found: Found<RouteEntry> | undefined = this.#app.find(method, segments) ?? this.#findAnyPublic(method, segments);
    if (found === undefined) return undefined;
    const words = found.value.path.split('/').slice(1);
    return words.map((word) => (word.startsWith(':') ? (found.parameters[word.slice(1).replace('+', '')] ?? '') : word));
  }

  /**
   * Finds the route for a request from anybody.
   *
   * @param method in capitals
   * @returns undefined for a path that no public route has
   * @throws ParseError UnknownRoute for such a path with a verb it does not have: keys would not help
   */
  findPublic(method: string, segments: readonly string[]): FoundPublic | undefined {
    const found = this.#findAnyPublic(method, segments);
    if (found === undefined && this.#public.knows(segments) && this.#app.find(method, segments) === undefined)
      throw unknownRoute(method, segments);
    return found && { route: found.value, path: found.parameters };
  }

  /** The route that a request asks for, whatever the caller may; undefined when there is none. */
  entryFor(method: string, segments: readonly string[]): RouteEntry | undefined {
    return (this.#app.find(method, segments) ?? this.#findAnyPublic(method, segments))?.value;
  }

  #findAnyPublic(method: string, segments: readonly string[]): Found<PublicRoute> | undefined {
    return this.#public.find(method, segments) ?? this.#public.find('*', segments) ?? this.#findPublicHead(method, segments);
  }

  /** HEAD asks for the head of GET's answer; it is no reason to change anything. */
  #findPublicHead(method: string, segments: readonly string[]): Found<PublicRoute> | undefined {
    const found = method === 'HEAD' ? this.#public.find('GET', segments) : undefined;
    return found?.value.effect === 'read' ? found : undefined;
  }

  /**
   * Finds the route and lets the caller pass or not.
   *
   * @param method in capitals
   * @throws ParseError UnknownRoute; MasterKeyRequired or OperationForbidden when the caller may not use it
   */
  admit(method: string, segments: readonly string[], identity: Identity): Admitted {
    const found = this.#app.find(method, segments);
    if (found === undefined) throw unknownRoute(method, segments);
    const { value: route, parameters: path } = found;
    assertAdmitted(route, identity);
    return {
      route,
      path,
      streams: route.streams === true,
      takesBytes: route.takesBytes === true,
      keepsBody: route.keepsBody === true,
      answer: (request) => route.answer({ ...request, path }),
      answerMany: route.answerMany && ((requests) => route.answerMany!(requests.map((request) => ({ ...request, path })))),
      transactionPart: route.transactionPart && ((request) => route.transactionPart!({ ...request, path })),
    };
  }
}

function hasBodyRules({ takesBytes, takesForms, bodyBytesMax }: BodyRules): boolean {
  return takesBytes === true || takesForms === true || bodyBytesMax !== undefined;
}

const ECHO_LENGTH_MAX = 200;

/** @param segments of the path, as far as they may be shown */
export function unknownRoute(method: string, segments: readonly string[]): ParseError {
  return new ParseError('UnknownRoute', `There is no route ${method} /${segments.join('/')}`.slice(0, ECHO_LENGTH_MAX));
}
