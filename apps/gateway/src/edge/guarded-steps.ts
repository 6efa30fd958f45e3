import { PUBLIC, type Identity } from '@parlance/acl';
import type { Bus } from '@parlance/bus';
import type { CloudContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import type { App } from '../apps/app.ts';
import { namesAppByRestKey } from '../callers/check-keys.ts';
import type { SessionDirectory } from '../callers/session-directory.ts';
import { assertNoDeniedKeyword, isScreened } from '../denylist/denied-keywords.ts';
import { readContext } from '../envelope/read-context.ts';
import { claimRequest } from '../idempotency/claim-request.ts';
import { normalisePath, type RequestPath } from '../path/normalise-path.ts';
import { askedLocale } from '../pages/asked-locale.ts';
import type { Quotas } from '../quotas/quotas.ts';
import { requestCost } from '../quotas/request-cost.ts';
import type { RequestRates } from '../rate-limits/request-rates.ts';
import type { Answer } from '../reply/reply.ts';
import type { FoundPublic, RouteTable } from '../routes/route-table.ts';
import type { CloudOf } from '../cloud/cloud-context.ts';
import { mayReachCode } from '../cloud/may-reach-code.ts';
import { endGuards, startGuards } from './guards-span.ts';
import { inputOf } from './input-of.ts';
import type { Received } from './receive-body.ts';
import type { Visit } from './visit.ts';

export interface StepParts {
  readonly bus: Bus;
  readonly sessions: SessionDirectory;
  readonly rates: RequestRates;
  readonly quotas: Quotas;
  /** Routes below the mount. */
  readonly routes: RouteTable;
  /** Public routes beside the mount. */
  readonly rootRoutes: RouteTable;
}

/** A request that has arrived whole, from a caller whose keys are right. */
export interface Arrived {
  readonly received: Received;
  readonly path: RequestPath;
  /** The body is still unread, for its route. */
  readonly isUnread: boolean;
  /** By the caller's keys, or the identity of the code that asks; the session has not been looked at. */
  readonly keyHolder: Identity;
  /** Of the client. */
  readonly address: string;
  /** Code of the app asks it, inside of the deployment. */
  readonly isInner: boolean;
  /** Epoch milliseconds. */
  readonly deadline: number;
  /** `X-Parse-Request-Id`. */
  readonly repeatId: string | undefined;
  /** The object `context` that the caller sends, unchecked. */
  readonly context: unknown;
  /** The part of the context for code of the app; asked for only where code of the app may learn of it. */
  readonly cloudOf: CloudOf;
}

type OpenRoute = FoundPublic & RequestPath;
const NOWHERE: RequestPath = { segments: [], query: '' };

/** The guards that every request passes, whichever door it came in by, and then its route. Their order decides which error wins. */
export class GuardedSteps {
  readonly #parts: StepParts;
  readonly #publicUrl: () => string;

  constructor(parts: StepParts, publicUrl: () => string) {
    this.#parts = parts;
    this.#publicUrl = publicUrl;
  }

  /** @throws ParseError of the first guard that refuses, and of the route */
  async answer(visit: Visit, arrived: Arrived): Promise<Answer> {
    const { bus, sessions, rates, quotas, routes } = this.#parts;
    const { received, path, keyHolder, address, isInner, deadline, repeatId } = arrived;
    const { request, requestId } = visit;
    startGuards(visit);
    const { app, credentials, method, members } = received;
    const { sessionToken, installationId, clientVersion } = credentials;

    const cost = requestCost(method, path.segments, members, app.settings.batchLimit);
    if (isInner) await quotas.enterInTurn(app, cost, deadline);
    else {
      const entering = quotas.enter(app, cost);
      visit.leave = entering instanceof Promise ? await entering : entering;
    }
    const bill =
      app.rateLimits.length === 0 ? undefined : rates.bill({ app, method, segments: path.segments, members, keyHolder, address, isInner });
    if (bill !== undefined) {
      visit.bill = bill;
      await bill.beforeSession();
    }
    const counts = !routes.ignoresSession(method, path.segments);
    const identity = await sessions.identify(keyHolder, counts ? sessionToken : undefined, { app: app.id, deadline, requestId });
    if (bill !== undefined) await bill.afterSession(identity);
    const admitted = routes.admit(method, path.segments, identity);
    visit.route = admitted.route;
    visit.className = admitted.path.className;
    if (app.isLoading && !admitted.route.whileLoading) throw codeIsLoading();
    if (received.fault !== undefined) throw received.fault;
    const codeContext = readContext(arrived.context);
    const input = inputOf(method, members, path.query, path.query === '' ? undefined : routes.readsQuery(method, path.segments));
    if (isScreened(admitted.route)) assertNoDeniedKeyword(input, app.deniedKeywords, method === 'GET');

    const asked = { app: app.id, identity, deadline, requestId };
    await claimRequest(bus, app, { method, segments: path.segments, requestId: repeatId }, asked);
    // A deployment's first trigger of a class may be known to others some milliseconds before: it then knows the caller, not the client.
    const isTold =
      app.hasCode &&
      (isInner ||
        codeContext !== undefined ||
        mayReachCode(app, { method, route: admitted.route.path, className: admitted.path.className, input }));
    const cloud: CloudContext | undefined = isTold ? arrived.cloudOf(identity, codeContext) : undefined;
    const context = cloud === undefined ? asked : { ...asked, cloud };
    const locale = askedLocale(app.settings.pages, request);
    const byRestKey = namesAppByRestKey(credentials);
    const caller = { sessionToken, byRestKey, repeatId, origin: { installationId, address, serverUrl: this.#publicUrl(), locale } };
    endGuards(visit);
    const call = { app, context, input, caller, sender: { headers: request.headers, clientVersion, repeatId } };
    if (admitted.keepsBody && received.bytes !== undefined)
      return admitted.answer({
        ...call,
        body: received.bytes,
        isBare: received.isBare && input === members,
        contentType: received.formType,
        isInner,
      });
    if (!admitted.takesBytes) return admitted.answer(call);
    const contentType = received.contentType ?? (arrived.isUnread ? request.headers['content-type'] : undefined);
    return admitted.answer({ ...call, sent: { request, isUnread: arrived.isUnread, contentType } });
  }

  /** @param inner the identity of the code that asks; absent for a request over HTTP */
  answerPublic(visit: Visit, { route, path, segments, query }: OpenRoute, address: () => string, inner?: Identity): Promise<Answer> {
    const { request, requestId, arrivedAt } = visit;
    visit.route = route;
    visit.explain = route.explain;
    const enter = async (app: App) => {
      visit.app = app;
      visit.cors = app.cors;
      if (app.isLoading) throw codeIsLoading();
      if (inner === undefined) visit.leave = await this.#parts.quotas.enter(app, 1);
      if (app.rateLimits.length === 0) return;
      const { method = '' } = request;
      const keyHolder = inner ?? PUBLIC;
      const limited = { app, method, segments, members: {}, keyHolder, address: address(), isInner: inner !== undefined };
      const bill = this.#parts.rates.bill(limited);
      if (bill === undefined) return;
      visit.bill = bill;
      await bill.beforeSession();
      await bill.afterSession(keyHolder);
    };
    return route.answer({ request, requestId, arrivedAt, path, query, enter, inner });
  }

  /** @param path below the mount; undefined for one beside it */
  findPublic({ method = '', url = '' }: Visit['request'], path: RequestPath | undefined): OpenRoute | undefined {
    const table = path === undefined ? this.#parts.rootRoutes : this.#parts.routes;
    const { segments, query } = path ?? normalisePath(url, []) ?? NOWHERE;
    const found = table.findPublic(method, segments);
    return found && { ...found, segments, query };
  }
}

const LOADING_RETRY_SECONDS = 2;

/** Without its code, an app's triggers would be passed by. */
function codeIsLoading(): ParseError {
  const text = "The app's Cloud Code is being loaded for the first time. Please try again in a moment.";
  return new ParseError('ServiceUnavailable', text, { retryAfterSeconds: LOADING_RETRY_SECONDS });
}
