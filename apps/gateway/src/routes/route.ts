import type { IncomingMessage } from 'node:http';
import type { Identity } from '@parlance/acl';
import type { Caller, data, Method, PathParameters, RequestContext, RouteGuards } from '@parlance/contracts';
import type { ParseError } from '@parlance/errors';
import type { App } from '../apps/app.ts';
import type { Sender } from '../analytics/client-facts.ts';
import type { Members } from '../body/parse-body.ts';
import type { SentFile } from '../files/sent-file.ts';
import type { Answer, Reply } from '../reply/reply.ts';

/** A request whose caller is known and admitted to the route. */
export interface Call<Path extends string = string> {
  readonly app: App;
  readonly context: RequestContext;
  /** Decoded, never empty. */
  readonly path: PathParameters<Path>;
  /** Parameters of a read, from the query string and the body alike; the body of a write. The envelope is gone from both. */
  readonly input: Members;
  readonly caller: Caller;
  readonly sender: Sender;
  /** The place of a part in its batch. */
  readonly part?: number;
  /** As it was sent, only of a route that keeps it; in a batch that of the batch. */
  readonly body?: Uint8Array;
  /** Of a route that keeps its body: the body is JSON, and holds the input and nothing else. */
  readonly isBare?: boolean;
  /** Of a body in parts, which has not been read. */
  readonly contentType?: string | undefined;
  /** Code of the app asks it, inside of the deployment. */
  readonly isInner?: boolean;
  /** Only of a route that takes bytes, and there not in a batch. */
  readonly sent?: SentFile;
}

/**
 * How a route wants its body.
 *
 * - `takesBytes`: its body may be bytes of any kind, which it reads itself, and so it cannot be a part of a batch
 * - `takesForms`: `multipart/form-data` is handed on unread
 * - `bodyBytesMax`: largest body in bytes, where an app's own limit is not larger
 */
export interface BodyRules {
  readonly takesBytes?: true;
  readonly takesForms?: true;
  readonly bodyBytesMax?: number;
}

/**
 * One route for callers of an app.
 *
 * - `operation`: the operation that it asks, or the name of one that the gateway answers itself
 * - `streams`: its answer comes in pieces, and so cannot be a part of a batch
 * - `keepsBody`: it gets its body as it was sent, too
 * - `answer`: the answer; throws ParseError
 * - `transactionPart`: the call as a part of a transaction; throws ParseError where it cannot be one; only writes of objects have it
 * - `answerMany`: answers calls with equal paths at once, with a JSON array of `{"success"}` and `{"error"}` in their order; batches use it
 */
export interface AppRoute<Path extends string = string> extends RouteGuards, BodyRules {
  readonly path: Path;
  readonly operation: string;
  readonly streams?: true;
  readonly keepsBody?: true;
  answer(call: Call<Path>): Promise<Answer>;
  answerMany?(calls: readonly Call<Path>[]): Promise<Reply>;
  transactionPart?(call: Call<Path>): data.TransactionPart;
}

/** A request before anything is known of its caller. Its body has not been read. */
export interface PublicCall<Path extends string = string> {
  readonly request: IncomingMessage;
  readonly requestId: string;
  /** Epoch milliseconds. */
  readonly arrivedAt: number;
  /** Decoded, never empty. */
  readonly path: PathParameters<Path>;
  /** The part behind the question mark, undecoded. */
  readonly query: string;
  /**
   * Tells the rest of the pipeline which app the request turned out to be for: its CORS fields go into the answer, and its limits on requests
   * are held.
   *
   * @throws ParseError RateLimited (100, 429)
   */
  enter(app: App): Promise<void>;
  /** Of code that asks inside of the deployment, which has no keys to show. */
  readonly inner: Identity | undefined;
}

/**
 * A route that asks for no keys.
 *
 * - `method`: '*' for every verb
 * - `effect`: a HEAD runs no route that writes
 * - `explain`: an error for the eyes of people; without it, and where it gives undefined, errors are JSON
 */
export interface PublicRoute<Path extends string = string> {
  readonly method: Method | '*';
  readonly path: Path;
  readonly scope: 'public';
  readonly effect: 'read' | 'write';
  readonly cost: number;
  readonly operation: string;
  answer(call: PublicCall<Path>): Promise<Answer>;
  readonly explain?: (error: ParseError, request: IncomingMessage) => Reply | undefined;
}

/** A route as it is listed for tests and documents. */
export interface RouteEntry {
  readonly method: Method | '*';
  readonly path: string;
  readonly scope: 'public' | 'app' | 'master';
  readonly effect: 'read' | 'write';
  readonly cost: number;
  readonly operation: string;
  readonly audited?: 'owner' | 'gateway';
}
