import type { IncomingMessage } from 'node:http';
import type { Span } from '@parlance/telemetry';
import type { App } from '../apps/app.ts';
import type { CorsPolicy } from '../reply/cors.ts';
import type { PublicRoute, RouteEntry } from '../routes/route.ts';
import type { Leave } from '../quotas/quotas.ts';
import type { RequestBill } from '../rate-limits/request-rates.ts';
import type { Received } from './receive-body.ts';

/** The facts about a request while it is being answered. The later members are filled in as they become known. */
export interface Visit {
  readonly request: IncomingMessage;
  readonly requestId: string;
  /** Epoch milliseconds. */
  readonly arrivedAt: number;
  /** The same by a clock that counts parts of milliseconds and is never set. */
  readonly startedAt: number;
  /** The app's, as soon as the app is known. */
  cors: CorsPolicy;
  /** The app that the caller named, if it exists. */
  app?: App;
  route?: RouteEntry;
  /** In the path of the route, where it has one. */
  className?: string | undefined;
  /** In capitals; `_method` counts as soon as the body is read. */
  method: string;
  clientVersion?: string | undefined;
  installationId?: string | undefined;
  /** Of the error it is answered with. */
  code?: number;
  /** Its costs under limits of the app; absent where none concerns it. */
  bill?: RequestBill;
  /** Ends its part of the requests that its app has under way; absent where those are not counted. */
  leave?: Leave | undefined;
  /** The span of the guards while the request is with them; nothing where nothing is recorded. */
  guards?: Span | undefined;
  /** How the route tells an error, where it has a way of its own. */
  explain?: PublicRoute['explain'];
}

/** Fills in the facts that are known once the request has arrived. */
export function noteCaller(visit: Visit, { app, method, credentials }: Pick<Received, 'app' | 'method' | 'credentials'>): void {
  visit.app = app;
  visit.cors = app.cors;
  visit.method = method;
  visit.clientVersion = credentials.clientVersion;
  visit.installationId = credentials.installationId;
}
