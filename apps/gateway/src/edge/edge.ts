import type { IncomingMessage, ServerResponse } from 'node:http';
import { PUBLIC } from '@parlance/acl';
import type { Bus } from '@parlance/bus';
import { ParseError } from '@parlance/errors';
import { describeError, isTracing, type Logger } from '@parlance/telemetry';
import type { RequestTally } from '../analytics/request-tally.ts';
import type { App } from '../apps/app.ts';
import { BATCH } from '../batch/batch-path.ts';
import type { AppDirectory } from '../apps/app-directory.ts';
import type { AddressList } from '../callers/address-list.ts';
import { checkKeys, namesAppByRestKey } from '../callers/check-keys.ts';
import type { SessionDirectory } from '../callers/session-directory.ts';
import { clientAddress } from '../callers/client-address.ts';
import { assertContext } from '../envelope/assert-context.ts';
import { text } from '../envelope/read-headers.ts';
import { assertNoDeniedKeyword, isScreened } from '../denylist/denied-keywords.ts';
import { claimRequest } from '../idempotency/claim-request.ts';
import { normalisePath, type RequestPath } from '../path/normalise-path.ts';
import type { RequestRates } from '../rate-limits/request-rates.ts';
import { askedLocale } from '../pages/asked-locale.ts';
import { OPEN_CORS } from '../reply/cors.ts';
import { isFailure, type FailureLog } from '../reply/failure-log.ts';
import { unlessKnown } from '../reply/entity-tag.ts';
import { errorReply, internalError } from '../reply/error-reply.ts';
import type { Answer, Reply } from '../reply/reply.ts';
import type { TellError } from '../reply/tell-error.ts';
import { sendReply, type ReplyOptions } from '../reply/send-reply.ts';
import type { RouteEntry } from '../routes/route.ts';
import { unknownRoute, type FoundPublic, type RouteTable } from '../routes/route-table.ts';
import type { AccessLog } from './access-log.ts';
import { inputOf } from './input-of.ts';
import { observeVisit } from './observe-visit.ts';
import { leaveBody, receiveBody } from './receive-body.ts';
import { requestIds } from './request-id.ts';
import { assertRequestHead } from './request-head.ts';
import { stateCaller } from './state-caller.ts';
import type { Visit } from './visit.ts';

export interface EdgeOptions extends ReplyOptions {
  /** Decoded segments of the mount, lower case. */
  readonly mount: readonly string[];
  /** The mounts that the paths of a batch's parts may begin with; the gateway's own is one of them. */
  readonly batchMounts: readonly (readonly string[])[];
  /** Proxies of our own between clients and this process. */
  readonly trustedHops: number;
  /** Peers whose trace context is continued; absent: nobody. */
  readonly traceProxies?: AddressList | undefined;
  /** Largest body of a request whose header fields name no app, in bytes: whose limit it is stands inside. */
  readonly unknownAppBodyBytes: number;
}

export interface EdgeParts {
  readonly bus: Bus;
  readonly apps: AppDirectory;
  readonly sessions: SessionDirectory;
  readonly rates: RequestRates;
  /** Routes below the mount. */
  readonly routes: RouteTable;
  /** Public routes beside the mount. */
  readonly rootRoutes: RouteTable;
  readonly tell: TellError;
  readonly failures: FailureLog;
  readonly tally: RequestTally;
  readonly logger: Logger;
  /** Absent unless the deployment wants one. */
  readonly accessLog?: AccessLog | undefined;
}

type OpenRoute = FoundPublic & RequestPath;

const SERVER_FAULT = 500;
const NOWHERE: RequestPath = { segments: [], query: '' };
const PREFLIGHT: Reply = { status: 200, body: Buffer.from('OK'), contentType: 'text/plain; charset=utf-8' };

/** Every request below the mount, from its first byte to the last of its answer. The order of the steps decides which error wins. */
export class Edge {
  readonly #parts: EdgeParts;
  readonly #options: EdgeOptions;
  readonly #healthPath: string;
  readonly #nextRequestId = requestIds();

  constructor(parts: EdgeParts, options: EdgeOptions) {
    this.#parts = parts;
    this.#options = options;
    this.#healthPath = `/${[...options.mount, 'health'].join('/')}`;
  }

  /** Never throws, and answers each request exactly once. */
  handle(request: IncomingMessage, response: ServerResponse): void {
    const visit: Visit = {
      request,
      requestId: this.#nextRequestId(),
      arrivedAt: Date.now(),
      startedAt: performance.now(),
      cors: OPEN_CORS,
      method: request.method ?? '',
    };
    const exchange = { request, response, requestId: visit.requestId };
    if (this.#parts.accessLog !== undefined) this.#parts.accessLog.follow(visit, response);
    const send = (reply: Answer) =>
      sendReply(exchange, unlessKnown(request, reply), visit.cors.fieldsFor(request.headers.origin), this.#options);
    const reply = isTracing() && !this.#isProbe(request) ? this.#observed(visit) : this.#answer(visit);
    reply
      .then(
        (answer) => send(this.#counted(visit, this.#noted(visit, answer))),
        (error: unknown) => send(this.#counted(visit, this.#explain(visit, error))),
      )
      .catch((error: unknown) => {
        this.#explain(visit, error);
        response.destroy();
      });
  }

  #observed(visit: Visit): Promise<Answer> {
    const { traceProxies } = this.#options;
    const isTrusted = traceProxies !== undefined && traceProxies.contains(visit.request.socket.remoteAddress ?? '');
    return observeVisit(visit, isTrusted, () => this.#answer(visit));
  }

  /** Orchestrators and balancers ask every second; nobody wants to see that. */
  #isProbe({ url = '' }: IncomingMessage): boolean {
    return url === '/health/live' || url === '/health/ready' || url === this.#healthPath;
  }

  async #answer(visit: Visit): Promise<Answer> {
    const { request, requestId } = visit;
    const { bus, apps, sessions, rates, routes } = this.#parts;
    assertRequestHead(request);
    const path = normalisePath(request.url ?? '', this.#options.mount);
    if (request.method === 'OPTIONS') return this.#preflight(visit);
    const open = this.#findPublic(request, path);
    if (open !== undefined) return this.#answerPublic(visit, open);
    if (path === undefined) throw unknownRoute(request.method ?? '', []);

    const stated = await stateCaller(request, requestId, apps);
    visit.app = stated.app;
    if (stated.app !== undefined) visit.cors = stated.app.cors;
    const { unknownAppBodyBytes, trustedHops } = this.#options;
    const isUnread = stated.app !== undefined && request.method === 'POST' && routes.takesBytes('POST', path.segments);
    const received = isUnread
      ? leaveBody(request, stated.app, stated)
      : await receiveBody({ request, requestId, stated, apps, unknownAppBodyBytes });
    const { app, credentials, method, members } = received;
    visit.app = app;
    visit.cors = app.cors;
    visit.method = method;
    visit.clientVersion = credentials.clientVersion;
    visit.installationId = credentials.installationId;

    const address = clientAddress(request, trustedHops);
    const keyHolder = checkKeys(app, credentials, () => address);
    const bill = app.rateLimits.length === 0 ? undefined : rates.bill({ ...received, segments: path.segments, keyHolder, address });
    if (bill !== undefined) await bill.beforeSession();
    const deadline = visit.arrivedAt + received.bodyMs + app.settings.requestDeadlineMs;
    const { sessionToken, installationId, clientVersion } = credentials;
    const counts = !routes.ignoresSession(method, path.segments);
    const identity = await sessions.identify(keyHolder, counts ? sessionToken : undefined, { app: app.id, deadline, requestId });
    if (bill !== undefined) await bill.afterSession(identity);
    const admitted = routes.admit(method, path.segments, identity);
    visit.route = admitted.route;
    visit.className = admitted.path.className;
    if (received.fault !== undefined) throw received.fault;
    assertContext(text(request.headers['x-parse-cloud-context']) ?? received.context);
    const input = inputOf(method, members, path.query, path.query !== '' && routes.readsQuery(method, path.segments));
    if (isScreened(admitted.route)) assertNoDeniedKeyword(input, app.deniedKeywords, method === 'GET');

    const context = { app: app.id, identity, deadline, requestId };
    const repeatId = text(request.headers['x-parse-request-id']);
    await claimRequest(bus, app, { method, segments: path.segments, requestId: repeatId }, context);
    const locale = askedLocale(app.settings.pages, request);
    const byRestKey = namesAppByRestKey(credentials);
    const caller = { sessionToken, byRestKey, repeatId, origin: { installationId, address, serverUrl: this.#options.publicUrl(), locale } };
    const call = { app, context, input, caller, sender: { headers: request.headers, clientVersion, repeatId } };
    if (admitted.keepsBody && received.bytes !== undefined) return admitted.answer({ ...call, body: received.bytes });
    if (!admitted.takesBytes) return admitted.answer(call);
    const contentType = received.contentType ?? (isUnread ? request.headers['content-type'] : undefined);
    return admitted.answer({ ...call, sent: { request, isUnread, contentType } });
  }

  #answerPublic(visit: Visit, { route, path, segments, query }: OpenRoute): Promise<Answer> {
    const { request, requestId, arrivedAt } = visit;
    visit.route = route;
    visit.explain = route.explain;
    const enter = async (app: App) => {
      visit.app = app;
      visit.cors = app.cors;
      if (app.rateLimits.length === 0) return;
      const { method = '' } = request;
      const address = clientAddress(request, this.#options.trustedHops);
      const bill = this.#parts.rates.bill({ app, method, segments, members: {}, keyHolder: PUBLIC, address });
      await bill?.beforeSession();
      await bill?.afterSession(PUBLIC);
    };
    return route.answer({ request, requestId, arrivedAt, path, query, enter });
  }

  /** Browsers name no app in a preflight; other clients may. */
  async #preflight(visit: Visit): Promise<Reply> {
    const { app } = await stateCaller(visit.request, visit.requestId, this.#parts.apps);
    if (app !== undefined) visit.cors = app.cors;
    return PREFLIGHT;
  }

  #findPublic({ method = '', url = '' }: IncomingMessage, path: RequestPath | undefined): OpenRoute | undefined {
    const table = path === undefined ? this.#parts.rootRoutes : this.#parts.routes;
    const { segments, query } = path ?? normalisePath(url, []) ?? NOWHERE;
    const found = table.findPublic(method, segments);
    return found && { ...found, segments, query };
  }

  /** Adds the request to those that are counted. The parts of a batch are counted instead of it. */
  #counted<Sent extends Answer>(visit: Visit, answer: Sent): Sent {
    const { app, route } = visit;
    if (app?.settings.analytics.requests === true && route?.path !== BATCH) {
      const appVersion = text(visit.request.headers['x-parse-app-display-version']);
      this.#parts.tally.record(visit, appVersion, answer.status, performance.now() - visit.startedAt);
    }
    return answer;
  }

  /** An answer of a failure that is no error, such as a health report. */
  #noted({ requestId, app, route, arrivedAt }: Visit, answer: Answer): Answer {
    const { status } = answer;
    if (status >= SERVER_FAULT) this.#parts.failures.note({ status }, { app: app?.id, requestId, route, arrivedAt });
    return answer;
  }

  /** For the log: the route of a request that failed before it was looked up for its caller. */
  #routeFor({ method = '', url = '' }: IncomingMessage): RouteEntry | undefined {
    const path = normalisePath(url, this.#options.mount);
    return path && this.#parts.routes.entryFor(method, path.segments);
  }

  /** Errors of the contract as they are; everything else is ours to know and not the client's. */
  #explain(visit: Visit, fault: unknown): Reply {
    const { request, requestId, explain, app, route, arrivedAt } = visit;
    const { logger, tell } = this.#parts;
    const error = fault instanceof ParseError ? fault : internalError();
    visit.code = error.code;
    if (error !== fault) logger.error({ err: fault, request_id: requestId }, 'A request failed in the gateway.');
    // Causes of other errors may quote data that users stored.
    else if (error.kind === 'InvalidApiKey' && error.cause instanceof Error)
      logger.warn({ request_id: requestId }, describeError(error.cause).message);
    const asked = isFailure(error) ? (route ?? this.#routeFor(request)) : route;
    const body = tell(error, { app, context: { requestId }, route: asked, arrivedAt });
    return explain?.(error, request) ?? errorReply(error, body);
  }
}
