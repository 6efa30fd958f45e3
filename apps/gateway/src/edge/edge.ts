import type { IncomingMessage, ServerResponse } from 'node:http';
import { isRecording } from '@parlance/telemetry';
import type { AppDirectory } from '../apps/app-directory.ts';
import type { AddressList } from '../callers/address-list.ts';
import { checkKeys } from '../callers/check-keys.ts';
import { clientAddress } from '../callers/client-address.ts';
import { outerCloud } from '../cloud/cloud-context.ts';
import { text } from '../envelope/read-headers.ts';
import { normalisePath } from '../path/normalise-path.ts';
import { OPEN_CORS, type HeaderFields } from '../reply/cors.ts';
import { unlessKnown } from '../reply/entity-tag.ts';
import type { Quotas } from '../quotas/quotas.ts';
import type { Answer, Reply } from '../reply/reply.ts';
import { sendReply, type ReplyOptions } from '../reply/send-reply.ts';
import { unknownRoute, type RouteTable } from '../routes/route-table.ts';
import type { AccessLog } from './access-log.ts';
import type { GuardedSteps } from './guarded-steps.ts';
import { observeVisit } from './observe-visit.ts';
import { leaveBody, receiveBody } from './receive-body.ts';
import { requestIds } from './request-id.ts';
import { assertRequestHead } from './request-head.ts';
import { stateCaller } from './state-caller.ts';
import type { Teller } from './teller.ts';
import { noteCaller, type Visit } from './visit.ts';

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
  readonly apps: AppDirectory;
  /** Routes below the mount. */
  readonly routes: RouteTable;
  readonly steps: GuardedSteps;
  readonly quotas: Quotas;
  readonly teller: Teller;
  /** Absent unless the deployment wants one. */
  readonly accessLog?: AccessLog | undefined;
}

const PREFLIGHT: Reply = { status: 200, body: Buffer.from('OK'), contentType: 'text/plain; charset=utf-8' };

/**
 * The door for clients: every request below the mount, from its first byte to the last of its answer. It finds out who asks for which
 * app; the guards are those of `guarded-steps.ts`.
 */
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
    const { teller, accessLog } = this.#parts;
    const exchange = { request, response, requestId: visit.requestId };
    if (accessLog !== undefined) accessLog.follow(visit, response);
    const send = (reply: Answer) => sendReply(exchange, unlessKnown(request, reply), fieldsBeside(visit), this.#options);
    const reply = isRecording() && !this.#isProbe(request) ? this.#observed(visit) : this.#answer(visit);
    reply
      .then(
        (answer) => {
          visit.leave?.();
          send(teller.counted(visit, teller.noted(visit, answer)));
        },
        (error: unknown) => {
          visit.leave?.();
          send(teller.counted(visit, teller.explain(visit, error)));
        },
      )
      .catch((error: unknown) => {
        teller.explain(visit, error);
        response.destroy();
      });
  }

  #observed(visit: Visit): Promise<Answer> {
    const { traceProxies } = this.#options;
    const isTrusted = traceProxies !== undefined && traceProxies.contains(visit.request.socket.remoteAddress ?? '');
    return observeVisit(visit, isTrusted ? 'trusted' : 'linked', () => this.#answer(visit));
  }

  /** Orchestrators and balancers ask every second; nobody wants to see that. */
  #isProbe({ url = '' }: IncomingMessage): boolean {
    return url === '/health/live' || url === '/health/ready' || url === this.#healthPath;
  }

  async #answer(visit: Visit): Promise<Answer> {
    const { request, requestId } = visit;
    const { apps, routes, steps, quotas } = this.#parts;
    assertRequestHead(request);
    const path = normalisePath(request.url ?? '', this.#options.mount);
    if (request.method === 'OPTIONS') return this.#preflight(visit);
    const { unknownAppBodyBytes, trustedHops } = this.#options;
    const open = steps.findPublic(request, path);
    if (open !== undefined) return steps.answerPublic(visit, open, () => clientAddress(request, trustedHops));
    if (path === undefined) throw unknownRoute(request.method ?? '', []);

    const stated = await stateCaller(request, requestId, apps);
    visit.app = stated.app;
    if (stated.app !== undefined) {
      visit.cors = stated.app.cors;
      quotas.assertOpen(stated.app);
    }
    const rules = request.method === 'POST' ? routes.bodyRules('POST', path.segments) : undefined;
    const isUnread = stated.app !== undefined && rules?.takesBytes === true;
    const received = isUnread
      ? leaveBody(request, stated.app, stated)
      : await receiveBody({ request, requestId, stated, apps, unknownAppBodyBytes, rules });
    noteCaller(visit, received);
    const { app, credentials } = received;

    const address = clientAddress(request, trustedHops);
    const { installationId, sessionToken } = credentials;
    return steps.answer(visit, {
      received,
      path,
      isUnread,
      keyHolder: checkKeys(app, credentials, () => address),
      address,
      isInner: false,
      deadline: visit.arrivedAt + received.bodyMs + app.settings.requestDeadlineMs,
      repeatId: text(request.headers['x-parse-request-id']),
      context: text(request.headers['x-parse-cloud-context']) ?? received.context,
      cloudOf: (identity, context) =>
        outerCloud({ headers: request.headers, ip: address, installationId, sessionToken, identity, context }),
    });
  }

  /** Browsers name no app in a preflight; other clients may. */
  async #preflight(visit: Visit): Promise<Reply> {
    const { app } = await stateCaller(visit.request, visit.requestId, this.#parts.apps);
    if (app !== undefined) visit.cors = app.cors;
    return PREFLIGHT;
  }
}

/** Header fields of an answer that are no matter of its route. */
function fieldsBeside({ request, cors, bill }: Visit): HeaderFields {
  const fields = cors.fieldsFor(request.headers.origin);
  return bill === undefined ? fields : [...fields, ...bill.fields()];
}
