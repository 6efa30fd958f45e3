import type { z } from 'zod';
import type { ReplyHead } from './reply-head.ts';
import type { RestRoute } from './rest-route.ts';

/** How long callers wait who bring no deadline of their own, unless an operation says otherwise: SDKs give up after 10 s. */
const DEADLINE_MS = 9_000;

/**
 * One request that a service answers, declared once for both sides of the bus.
 *
 * - `subject`: `<service>.<operation>`; the bus puts the deployment's prefix in front, the service name is the queue group
 * - `request`: checked where it arrives, and the type of the body that is sent
 * - `reply`: how the answer travels (below)
 * - `retry`: 'safe' operations may be sent again by the caller when the reply was lost; 'never' ones may not
 * - `deadlineMs`: how long callers wait that bring no deadline of their own, in milliseconds
 * - `errors`: 'open' for an operation that may throw any code (`ParseError.custom`); all others keep to the table of libs/errors
 * - `body`: 'bytes' for an operation whose request has a member `body` of bytes, which travel as they are and are parsed by nobody on the way
 * - `askedBy`: the services that may ask it, where not everyone that asks this service may; 'services' are all but the gateway
 * - `routes`: the ways to ask it over REST, which the gateway serves; absent for operations that services alone ask
 */
export interface Operation<Request, Reply> {
  readonly subject: `${string}.${string}`;
  readonly request: z.ZodType<Request>;
  readonly reply: ReplyForm<Reply>;
  readonly retry: 'safe' | 'never';
  readonly deadlineMs: number;
  readonly errors?: 'open';
  readonly body?: 'bytes';
  readonly askedBy?: 'services' | readonly string[];
  readonly routes?: readonly RestRoute<Request>[];
}

/** An operation as it is written down: only an operation that deviates from the default deadline states one. */
export type Declaration<Request, Reply> = Omit<Operation<Request, Reply>, 'deadlineMs'> & { readonly deadlineMs?: number };

/**
 * How an answer travels, and its possible contents:
 *
 * - 'rest': final bytes of JSON with 200 or 201, passed on unread
 * - 'http': final bytes with any status and content type, and with header fields (reply-head.ts)
 * - 'stream': the same head, and a body that comes in pieces as fast as they are taken: nothing holds it whole
 * - 'json': a typed value, checked against its schema on arrival
 */
export type ReplyForm<Reply> =
  | (Reply extends RestReply ? { readonly kind: 'rest' } : never)
  | (Reply extends HttpReply ? { readonly kind: 'http' } : never)
  | (Reply extends StreamReply ? { readonly kind: 'stream' } : never)
  | { readonly kind: 'json'; readonly schema: z.ZodType<Reply> };

export type ReplyKind = 'rest' | 'http' | 'stream' | 'json';

/**
 * The answer of a REST operation. `body` is UTF-8 JSON, final. `location` is relative to the mount (`/classes/Game/xWMyZ4YEGZ`),
 * since a service does not know under which address the app is reached.
 */
export interface RestReply {
  readonly status: 200 | 201;
  readonly location?: string;
  readonly body: Uint8Array;
}

/** An answer of which the service decides everything: its bytes are final, whatever they are. */
export interface HttpReply extends ReplyHead {
  readonly body: Uint8Array;
}

/**
 * An answer that is sent while it is made. Its receiver iterates over `body`, once, or ends it with the iterator's `return()`: the
 * service then stops making it. A fault in the middle breaks the body off, since its status has been told. A service opens its source
 * with the first piece that is asked for: a body that nobody begins is not ended either.
 */
export interface StreamReply extends ReplyHead {
  readonly body: AsyncIterable<Uint8Array>;
}

export const REST: ReplyForm<RestReply> = { kind: 'rest' };
export const HTTP = { kind: 'http' } as const;
export const STREAM = { kind: 'stream' } as const;

export function json<T>(schema: z.ZodType<T>): { readonly kind: 'json'; readonly schema: z.ZodType<T> } {
  return { kind: 'json', schema };
}

/** Declares an operation: gives the literal its type, and the default deadline where it states none. */
export function operation<Request, Reply>(declared: Declaration<Request, Reply>): Operation<Request, Reply> {
  return { deadlineMs: DEADLINE_MS, ...declared };
}

/** A past-tense fact that any number of processes may hear, or none. Never used for facts that must not be lost. */
export interface BusEvent<Payload> {
  readonly subject: `events.${string}.${string}`;
  readonly payload: z.ZodType<Payload>;
}

export function event<Payload>(declared: BusEvent<Payload>): BusEvent<Payload> {
  return declared;
}
