import { Readable } from 'node:stream';
import { ADMIN_OPERATIONS, type AnyAdminOperation } from '@parlance/admin-operations';
import { admin } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { AdminClient } from './admin-client.ts';
import { bytesOf } from './read-body.ts';
import { callerOf, changeOf } from './session-routes.ts';

/** Beside the time of an operation itself, for the way there and back. */
const WAY_MS = 500;

interface Place {
  readonly area: string;
  readonly operation: string;
}

export interface OperationParts {
  readonly admin: AdminClient;
  /** Rows of replies under way, which end with the server. */
  readonly followed: Set<Readable>;
}

/** Administrative operations, by their names in the table. The requests and replies are JSON that nobody reads on the way. */
export function operationRoutes(server: FastifyInstance, { admin: client, followed }: OperationParts): void {
  server.post<{ Params: Place }>('/api/:area/:operation', async (request, reply) => {
    const caller = changeOf(request);
    const { area, name, deadlineMs } = operationOf(request.params);
    const asked = { ...caller, area, name, body: bytesOf(request) };
    const answer = await client.ask(admin.perform, asked, request.id, deadlineMs + WAY_MS);
    return reply
      .code(answer.status)
      .headers(answer.headers ?? {})
      .type('application/json; charset=utf-8')
      .send(Buffer.from(answer.body));
  });

  server.get<{ Params: Place; Querystring: { request?: string } }>('/follow/:area/:operation', async (request, reply) => {
    const caller = callerOf(request);
    const { area, name } = operationOf(request.params);
    const asked = { ...caller, area, name, request: request.query.request ?? '{}' };
    const { body } = await client.ask(admin.follow, asked, request.id);
    return follow(Readable.from(body), reply);
  });

  function follow(events: Readable, reply: FastifyReply): FastifyReply {
    followed.add(events);
    events.once('close', () => followed.delete(events));
    return reply.header('cache-control', 'no-store').header('x-accel-buffering', 'no').type('text/event-stream').send(events);
  }
}

/** @throws ParseError UnknownRoute */
function operationOf({ area, operation }: Place): AnyAdminOperation {
  const found = ADMIN_OPERATIONS.find((one) => one.area === area && one.name === operation);
  if (found === undefined) throw new ParseError('UnknownRoute', 'There is no such operation.');
  return found;
}
