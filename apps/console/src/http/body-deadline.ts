import type { FastifyInstance, FastifyRequest } from 'fastify';

/**
 * Ends requests whose body has not arrived in time: nobody holds a connection by sending slowly. A file may take hours, and is ended when
 * it stands still instead.
 */
export function limitBodies(server: FastifyInstance, { bodyMs, stillMs }: { readonly bodyMs: number; readonly stillMs: number }): void {
  server.addHook('onRequest', async ({ raw, routeOptions }: FastifyRequest) => {
    if (routeOptions.config.takesFile === true) {
      raw.setTimeout(stillMs, () => raw.destroy());
      return;
    }
    const timer = setTimeout(() => {
      if (!raw.complete) raw.destroy();
    }, bodyMs);
    raw.once('close', () => clearTimeout(timer));
  });
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The body of the route is passed on as it comes. */
    readonly takesFile?: boolean;
  }
}
