import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Readable } from 'node:stream';
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import type { Logger } from '@parlance/telemetry';
import type { TransferClient } from '@parlance/transfers';
import { fastify, type FastifyHttpOptions, type FastifyInstance } from 'fastify';
import { pageRoutes } from '../pages/page-routes.ts';
import { POLICY } from '../security/policy.ts';
import { assertSameOrigin } from '../security/same-origin.ts';
import type { SignInLimits } from '../sign-in/sign-in-limits.ts';
import type { AdminClient } from './admin-client.ts';
import { errorAnswerer } from './answer-error.ts';
import { limitBodies } from './body-deadline.ts';
import { carryRoutes } from './carry-routes.ts';
import { fileRoutes } from './file-routes.ts';
import { operationRoutes } from './operation-routes.ts';
import { reportRoute } from './report-route.ts';
import { sessionRoutes } from './session-routes.ts';

/** Objects and their changes come as bodies. Files have the limits of their apps. */
const BODY_BYTES_MAX = 8 << 20;
const REQUEST_MS = 30_000;
/** A file that stands still for so long has broken off. */
const STILL_MS = 120_000;
const KEEP_ALIVE_MS = 60_000;

export interface ConsoleServerOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly trustedHops: number;
  readonly sessionHours: number;
  readonly parseUrl: string | null;
  readonly gatewayUrl: string | null;
  readonly admin: AdminClient;
  readonly transfers: TransferClient;
  readonly limits: SignInLimits;
  readonly logger: Logger;
}

/** The HTTP server of the console: sessions, operations, and the pages. */
export class ConsoleServer {
  readonly #options: ConsoleServerOptions;
  readonly #server: FastifyInstance;
  readonly #followed = new Set<Readable>();

  constructor(options: ConsoleServerOptions) {
    this.#options = options;
    const settings: FastifyHttpOptions<Server> = {
      logger: false,
      bodyLimit: BODY_BYTES_MAX,
      requestTimeout: 0, // http/body-deadline.ts has the limits: a file may take hours
      keepAliveTimeout: KEEP_ALIVE_MS,
      trustProxy: (_address, hop) => hop < options.trustedHops,
      genReqId: () => randomUUID(),
      forceCloseConnections: 'idle',
    };
    this.#server = fastify(settings);
    this.#server.server.headersTimeout = REQUEST_MS;
  }

  /** @returns the address on this machine @throws Error for a port that is taken */
  async open(): Promise<string> {
    const { host, port, logger, admin, transfers, limits, sessionHours, parseUrl, gatewayUrl } = this.#options;
    const server = this.#server;
    server.setErrorHandler(errorAnswerer(logger));
    readBytes(server);
    await server.register(cookie);
    await server.register(helmet, POLICY);
    limitBodies(server, { bodyMs: REQUEST_MS, stillMs: STILL_MS });
    server.addHook('onRequest', async (request, reply) => {
      // Answers belong to one browser, and to now; files with a name of their own say otherwise themselves.
      reply.header('cache-control', 'no-store');
      assertSameOrigin(request);
    });
    sessionRoutes(server, { admin, limits, sessionHours, parseUrl, carries: gatewayUrl !== null });
    await fileRoutes(server, { admin, transfers });
    operationRoutes(server, { admin, followed: this.#followed });
    await server.register(async (files) => carryRoutes(files, { admin, gatewayUrl }));
    reportRoute(server, logger);
    await pageRoutes(server);
    await server.listen({ host, port });
    return this.#address();
  }

  /** Takes no new requests, ends rows of replies, and lets the other requests be answered. */
  async close(): Promise<void> {
    for (const events of this.#followed) events.destroy();
    await this.#server.close();
  }

  #address(): string {
    const { address, family, port } = this.#server.server.address() as AddressInfo;
    return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
  }
}

/** Bodies are JSON, and stay bytes: operations pass them on unread. Other types are refused, so that no form of another site fits. */
function readBytes(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(['application/json', 'application/csp-report'], { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, body),
  );
}
