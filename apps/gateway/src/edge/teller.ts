import { ParseError } from '@parlance/errors';
import { describeError, type Logger } from '@parlance/telemetry';
import type { RequestTally } from '../analytics/request-tally.ts';
import { BATCH } from '../batch/batch-path.ts';
import { text } from '../envelope/read-headers.ts';
import { normalisePath } from '../path/normalise-path.ts';
import { errorReply, internalError } from '../reply/error-reply.ts';
import { isFailure, type FailureLog } from '../reply/failure-log.ts';
import type { Answer, Reply } from '../reply/reply.ts';
import type { TellError } from '../reply/tell-error.ts';
import type { RouteEntry } from '../routes/route.ts';
import type { RouteTable } from '../routes/route-table.ts';
import type { Visit } from './visit.ts';

export interface TellerParts {
  readonly routes: RouteTable;
  readonly tell: TellError;
  readonly failures: FailureLog;
  readonly tally: RequestTally;
  readonly logger: Logger;
}

const SERVER_FAULT = 500;

/** How answers leave, through whichever door: errors become bodies, failures leave lines in the log, clients' requests are counted. */
export class Teller {
  readonly #parts: TellerParts;
  readonly #mount: readonly string[];

  /** @param mount decoded segments, lower case */
  constructor(parts: TellerParts, mount: readonly string[]) {
    this.#parts = parts;
    this.#mount = mount;
  }

  /** Adds the request to those that are counted. The parts of a batch are counted instead of it. */
  counted<Sent extends Answer>(visit: Visit, answer: Sent): Sent {
    const { app, route } = visit;
    if (app?.settings.analytics.requests === true && route?.path !== BATCH) {
      const appVersion = text(visit.request.headers['x-parse-app-display-version']);
      this.#parts.tally.record(visit, appVersion, answer.status, performance.now() - visit.startedAt);
    }
    return answer;
  }

  /** An answer of a failure that is no error, such as a health report. */
  noted({ requestId, app, route, arrivedAt }: Visit, answer: Answer): Answer {
    const { status } = answer;
    if (status >= SERVER_FAULT) this.#parts.failures.note({ status }, { app: app?.id, requestId, route, arrivedAt });
    return answer;
  }

  /** Errors of the contract as they are; everything else is ours to know and not the client's. */
  explain(visit: Visit, fault: unknown): Reply {
    const { request, requestId, explain, app, route, arrivedAt } = visit;
    const { logger, tell } = this.#parts;
    const error = fault instanceof ParseError ? fault : internalError();
    visit.code = error.code;
    if (error !== fault) logger.error({ err: fault, request_id: requestId }, 'A request failed in the gateway.');
    // Causes of other errors may quote data that users stored.
    else if (error.kind === 'InvalidApiKey' && error.cause instanceof Error)
      logger.warn({ request_id: requestId }, describeError(error.cause).message);
    const asked = isFailure(error) ? (route ?? this.#routeFor(visit)) : route;
    const body = tell(error, { app, context: { requestId }, route: asked, arrivedAt });
    return explain?.(error, request) ?? errorReply(error, body);
  }

  /** For the log: the route of a request that failed before it was looked up for its caller. */
  #routeFor({ request: { method = '', url = '' } }: Visit): RouteEntry | undefined {
    const path = normalisePath(url, this.#mount);
    return path && this.#parts.routes.entryFor(method, path.segments);
  }
}
