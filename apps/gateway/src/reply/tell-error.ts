import type { ErrorBody, ParseError } from '@parlance/errors';
import type { Logger } from '@parlance/telemetry';
import type { App } from '../apps/app.ts';

/** The app whose client is told of an error, and the request that is answered with it. */
export interface Told {
  /** Undefined while nobody knows which app the caller means. */
  readonly app: Pick<App, 'id' | 'settings'> | undefined;
  readonly context: { readonly requestId: string };
}

/** Makes the body of an answer out of an error. Every error that leaves the gateway passes it once. */
export type TellError = (error: ParseError, told: Told) => ErrorBody;

/** Refusals are told as the app wants it; the log has the rule that decided, under the id that the answer carries. */
export function errorTeller(logger: Logger): TellError {
  return (error, { app, context: { requestId } }) => {
    const { refusal, code } = error;
    if (refusal === undefined) return error.toBody();
    // Clients ask for objects that are gone all day: of those the log speaks only where somebody looks for it.
    const isMissing = refusal.inFull === error.message;
    logger[isMissing ? 'debug' : 'info']({ request_id: requestId, app: app?.id, code }, refusal.because);
    return error.toBody(app?.settings.enableSanitizedErrorResponse === false);
  };
}
