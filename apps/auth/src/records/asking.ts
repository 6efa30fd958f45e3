import type { auth, RequestContext } from '@parlance/contracts';
import type { AuthApp } from './apps.ts';

/** A request of a client, as the steps that work on it pass it on. */
export interface Asking {
  readonly app: AuthApp;
  readonly context: RequestContext;
  readonly origin: auth.Origin;
}
