import { PLATFORM } from '@parlance/acl';
import type { RequestContext } from '@parlance/contracts';

/** The same request, made by a service in its own name: whatever the caller may see or change does not count. */
export function asPlatform(context: RequestContext): RequestContext {
  return { ...context, identity: PLATFORM };
}
