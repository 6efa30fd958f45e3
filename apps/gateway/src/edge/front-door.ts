import type { FastifyInstance, FastifyReply, FastifyRequest, onRouteHookHandler } from 'fastify';
import type { Edge } from './edge.ts';
import { normalisePath } from '../path/normalise-path.ts';

/**
 * Puts the pipeline in front of Fastify: everything that no other route of this process serves goes there, and nothing below the
 * mount can be served by anything else. Requests are handed over raw, before Fastify looks at their bodies.
 *
 * To be called before any other route is registered.
 *
 * @throws Error later, for a route below the mount that did not come through the route table: the process does not start
 */
export function openFrontDoor(instance: FastifyInstance, edge: Edge, mount: readonly string[]): void {
  const take = (request: FastifyRequest, reply: FastifyReply) => {
    reply.hijack();
    edge.handle(request.raw, reply.raw);
  };
  const takeUnserved = (request: FastifyRequest, reply: FastifyReply, done: () => void) => (request.is404 ? take(request, reply) : done());

  for (const url of mount.length === 0 ? ['/', '/*'] : [`/${mount.join('/')}`, `/${mount.join('/')}/*`])
    instance.all(url, { onRequest: take }, unreachable);
  // Node would answer these itself, without a body or the name of the request.
  instance.server.on('checkExpectation', (request, response) => edge.handle(request, response));
  // Other spellings of the mount, and methods Fastify has never heard of. Nest turns some targets away after this hook.
  instance.addHook('onRequest', takeUnserved);
  instance.addHook('preHandler', takeUnserved);
  instance.addHook('onRoute', refuseBelow(mount));
}

function refuseBelow(mount: readonly string[]): onRouteHookHandler {
  return ({ url }) => {
    if (normalisePath(url, mount) !== undefined)
      throw new Error(`The route ${url} lies below the mount and has to be registered in the gateway's route table.`);
  };
}

function unreachable(): never {
  throw new Error('Requests below the mount are taken over before they reach a handler.');
}
