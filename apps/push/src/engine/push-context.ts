import { PLATFORM } from '@parlance/acl';
import type { RequestContext } from '@parlance/contracts';

/** How long one step of the engine waits for another service. */
const STEP_MS = 30_000;

/** A request of the engine itself, for one app. `requestId` names the push in log lines. */
export function pushContext(app: string, pushId: string, ms = STEP_MS): RequestContext {
  return { app, identity: PLATFORM, requestId: pushId, deadline: Date.now() + ms };
}
