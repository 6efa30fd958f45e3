import type { IncomingMessage } from 'node:http';
import type { App } from '../apps/app.ts';
import type { CorsPolicy } from '../reply/cors.ts';
import type { PublicRoute, RouteEntry } from '../routes/route.ts';

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
  /** How the route tells an error, where it has a way of its own. */
  explain?: PublicRoute['explain'];
}
