import type { ErrorBody, ParseError } from '@parlance/errors';
import type { Logger } from '@parlance/telemetry';
import type { WritingApp } from './writing.ts';

/**
 * Makes the errors of items, with refusals told as the app wants them. The log has the rule that decided, once for all
 * items that it has refused.
 */
export function itemErrorTeller({ settings }: Pick<WritingApp, 'settings'>, logger: Logger): (error: ParseError) => ErrorBody {
  let logged: ParseError | undefined;
  return (error) => {
    const { refusal, code } = error;
    if (refusal === undefined) return error.toBody();
    if (error !== logged) logger.info({ code }, refusal.because);
    logged = error;
    return error.toBody(!settings.enableSanitizedErrorResponse);
  };
}
