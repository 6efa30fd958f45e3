import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http2';

export interface Http2Request {
  readonly headers: OutgoingHttpHeaders;
  readonly body: string;
}

/**
 * How a request ended.
 *
 * - `answer`: the peer answered, whatever it said
 * - `unprocessed`: the peer has provably not acted on it, and it may be sent again
 * - `unknown`: it may have been acted upon
 * - `malformed`: the headers cannot be sent; nothing was
 */
export type Http2Result =
  | { readonly kind: 'answer'; readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: string }
  | { readonly kind: 'unprocessed' | 'unknown' | 'malformed'; readonly reason: string };

/** A request on its way, or in the queue before it. */
export interface Http2Exchange {
  readonly request: Http2Request;
  /** Called once. */
  settle(result: Http2Result): void;
  /** Set while a stream carries it: gives the stream up, and settles. */
  cancel?: (reason: string) => void;
}
