import type { ErrorBody, ParseError } from '@parlance/errors';
import type { Logger } from '@parlance/telemetry';
import type { App } from '../apps/app.ts';
import type { RouteEntry } from '../routes/route.ts';
import { isFailure, type FailureLog } from './failure-log.ts';

/** The app whose client is told of an error, and the request that is answered with it. */
export interface Told {
  /** Undefined while nobody knows which app the caller means. */
  readonly app: Pick<App, 'id' | 'settings'> | undefined;
  /** `deadline` in epoch milliseconds, as soon as there is one. */
  readonly context: { readonly requestId: string; readonly deadline?: number };
  /** Of the whole request, where it is known. */
  readonly route?: Pick<RouteEntry, 'method' | 'path'>;
  /** Epoch milliseconds. */
  readonly arrivedAt?: number;
}

/** Makes the body of an answer out of an error. Every error that leaves the gateway passes it once, those of a batch's parts included. */
export type TellError = (error: ParseError, told: Told) => ErrorBody;

/**
 * Refusals are told as the app wants it; the log has the rule that decided, under the id that the answer carries. Failures that are no
 * fault of the client's leave a line in the log.
 */
export function errorTeller(logger: Logger, failures: FailureLog): TellError {
  return (error, told) => {
    const { refusal, code } = error;
    const { app, context } = told;
    if (isFailure(error)) failures.note(error, { ...told, app: app?.id, requestId: context.requestId, arrivedAt: arrivalOf(told) });
    if (refusal === undefined) return error.toBody();
    // Clients ask for objects that are gone all day: of those the log speaks only where somebody looks for it.
    const isMissing = refusal.inFull === error.message;
    logger[isMissing ? 'debug' : 'info']({ request_id: context.requestId, app: app?.id, code }, refusal.because);
    return error.toBody(app?.settings.enableSanitizedErrorResponse === false);
  };
}

/** Parts of a batch know the deadline alone, which was counted from the end of the batch's body. */
function arrivalOf({ arrivedAt, app, context: { deadline } }: Told): number | undefined {
  if (arrivedAt !== undefined || deadline === undefined || app === undefined) return arrivedAt;
  return deadline - app.settings.requestDeadlineMs;
}
