import type { AppCode, RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';

/** Code is loaded within a moment, or is refused. */
const RETRY_AFTER_SECONDS = 1;

/**
 * Refuses the requests of clients as long as nobody knows which triggers the app has: a save would pass without its checks. Services in
 * their own name, and the code itself while it is loaded, are let through.
 *
 * @throws ServiceUnavailable (503)
 */
export function assertCodeLoaded({ codeState }: { readonly codeState: AppCode['state'] }, { identity, cloud }: RequestContext): void {
  if (codeState !== 'loading' || identity.kind === 'platform' || (cloud !== undefined && cloud.depth > 0)) return;
  throw new ParseError('ServiceUnavailable', "The app's code is being loaded.", { retryAfterSeconds: RETRY_AFTER_SECONDS });
}
