import type { ParseError } from '@parlance/errors';
import { failedCallOf, type Logger } from '@parlance/telemetry';
import type { RouteEntry } from '../routes/route.ts';

/** Lines about one kind of failure (route, app and code) within a window; further ones are counted. */
const LINES_MAX = 5;
const WINDOW_MS = 10_000;
/** Kinds that are counted at a time. Routes are patterns and apps exist, so that nobody can make up many. */
const KINDS_MAX = 1_000;

export interface FailedRequest {
  readonly app: string | undefined;
  readonly requestId: string;
  readonly route?: Pick<RouteEntry, 'method' | 'path'> | undefined;
  /** Epoch milliseconds. */
  readonly arrivedAt?: number | undefined;
}

/** An error, or an answer that is none and has a status from 500 on. */
export interface Failure {
  readonly code?: number;
  readonly status: number;
}

interface Window {
  readonly endsAt: number;
  lines: number;
  leftOut: number;
}

/** Tells failures that their client has not brought about: statuses from 500 on, and 124, where the outcome is unknown. */
export function isFailure({ status, kind }: Pick<ParseError, 'status' | 'kind'>): boolean {
  return status >= 500 || kind === 'RequestTimeout';
}

/**
 * A line in the log for each request that failed, under the id that its answer carries. An outage fails every request, so the lines of one
 * kind are limited; the first one of the next window says in `left_out` how many were only counted.
 */
export class FailureLog {
  readonly #logger: Logger;
  readonly #now: () => number;
  readonly #windows = new Map<string, Window>();

  constructor(logger: Logger, now: () => number = Date.now) {
    this.#logger = logger;
    this.#now = now;
  }

  /** Writes the members `app`, `request_id`, `route`, `code`, `status`, `waited_for` (an operation of the bus) and `took_ms`. */
  note(failure: Failure, { app, requestId, route, arrivedAt }: FailedRequest): void {
    const pattern = route === undefined ? undefined : `${route.method} ${route.path}`;
    const now = this.#now();
    const leftOut = this.#admit(`${pattern} ${app} ${failure.code ?? failure.status}`, now);
    if (leftOut === undefined) return;
    const call = failedCallOf(failure);
    this.#logger.warn(
      {
        app,
        request_id: requestId,
        route: pattern,
        code: failure.code,
        status: failure.status,
        waited_for: call?.operation,
        took_ms: arrivedAt === undefined ? undefined : now - arrivedAt,
        ...(leftOut === 0 ? {} : { left_out: leftOut }),
      },
      'A request failed.',
    );
  }

  /** @returns how many lines were left out before this one; undefined when this one is to be left out, too */
  #admit(kind: string, now: number): number | undefined {
    const window = this.#windows.get(kind);
    if (window !== undefined && now < window.endsAt) {
      if (window.lines >= LINES_MAX) {
        window.leftOut++;
        return undefined;
      }
      window.lines++;
      return 0;
    }
    if (window === undefined && this.#windows.size >= KINDS_MAX) this.#forgetEnded(now);
    if (window === undefined && this.#windows.size >= KINDS_MAX) return undefined;
    this.#windows.set(kind, { endsAt: now + WINDOW_MS, lines: 1, leftOut: 0 });
    return window?.leftOut ?? 0;
  }

  #forgetEnded(now: number): void {
    for (const [kind, { endsAt }] of this.#windows) if (endsAt <= now) this.#windows.delete(kind);
  }
}
