import type { Server } from 'node:http';
import type { FastifyHttpOptions } from 'fastify';
import { connectionRefuser } from './refuse-connection.ts';
import { targetRefuser } from './refuse-target.ts';
import { requestIds } from './request-id.ts';

/** The URL and the header fields share this limit of Node's parser; the pipeline holds each to its own. */
const HEAD_BYTES_MAX = 256 << 10;

const HEADERS_MS = 10_000;
const IDLE_MS = 60_000;
/** Node looks for slow connections this often; its default of 30 s would make the limits above meaningless. */
const CHECK_MS = 1_000;

/** For requests that never reach the pipeline, which names all others. */
const nextRequestId = requestIds();

/** How the HTTP server treats connections, before and beside the pipeline. */
export const SERVER_OPTIONS: FastifyHttpOptions<Server> = {
  logger: false,
  requestTimeout: 0, // bodies have limits of their own (body/read-body.ts, files/upload-body.ts): an upload may take hours
  keepAliveTimeout: IDLE_MS,
  return503OnClosing: false, // the pipeline answers in Parse's form until the last connection is closed
  forceCloseConnections: 'idle',
  clientErrorHandler: connectionRefuser(nextRequestId),
  frameworkErrors: targetRefuser(nextRequestId),
  http: { maxHeaderSize: HEAD_BYTES_MAX, headersTimeout: HEADERS_MS, connectionsCheckingInterval: CHECK_MS, requireHostHeader: false },
  routerOptions: { maxParamLength: HEAD_BYTES_MAX, querystringParser: () => ({}) },
};
