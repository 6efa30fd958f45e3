import type { Bus } from '@parlance/bus';
import { data, type RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import type { App } from '../apps/app.ts';

const REQUEST_ID_LENGTH_MAX = 256;

/** A request that a client may send again with the same id, and must not take effect twice. */
export interface RepeatableRequest {
  readonly method: string;
  /** Decoded segments below the mount. */
  readonly segments: readonly string[];
  /** X-Parse-Request-Id. */
  readonly requestId: string | undefined;
}

/**
 * Claims the id of a POST or PUT on one of the app's idempotent paths, before anything is done.
 *
 * @throws ParseError DuplicateRequest when it was claimed within the window; InvalidJson for an id that is too long
 */
export async function claimRequest(bus: Bus, app: App, request: RepeatableRequest, context: RequestContext): Promise<void> {
  const { requestId } = request;
  if (requestId === undefined || !isRepeatable(app, request)) return;
  if (requestId.length > REQUEST_ID_LENGTH_MAX)
    throw new ParseError('InvalidJson', `X-Parse-Request-Id is longer than ${REQUEST_ID_LENGTH_MAX} characters.`);
  const { claimed } = await bus.call(data.claimRequestId, { requestId, ttlSeconds: app.settings.idempotency.ttl }, context);
  if (!claimed) throw new ParseError('DuplicateRequest', 'Duplicate request');
}

function isRepeatable({ idempotentPaths }: App, { method, segments }: RepeatableRequest): boolean {
  if (idempotentPaths.length === 0 || (method !== 'POST' && method !== 'PUT')) return false;
  const path = `/${segments.join('/')}`;
  return idempotentPaths.some((pattern) => pattern.test(path));
}
