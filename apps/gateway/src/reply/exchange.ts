import type { IncomingMessage, ServerResponse } from 'node:http';

/** One request and the place for its answer. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Name of the request in our logs, which every answer carries. */
  readonly requestId: string;
}
