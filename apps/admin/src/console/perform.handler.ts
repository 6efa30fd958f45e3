import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import type { AnyAdminOperation } from '@parlance/admin-operations';
import { Handles } from '@parlance/bus';
import { admin, type HttpReply, type RequestContext, type StreamReply } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { Dispatcher } from '../dispatch/dispatcher.ts';
import { askedOf } from './asked-of.ts';
import { httpErrorOf } from './http-errors.ts';
import { eventsOf } from './server-sent-events.ts';

const JSON_TYPE = 'application/json; charset=utf-8';

/** The door for the console: administrative operations in the name of sessions, which no other door takes. */
@Controller()
export class PerformHandler {
  constructor(private readonly dispatcher: Dispatcher) {}

  @Handles(admin.perform)
  async perform(@Payload() request: admin.PerformRequest, @Ctx() context: RequestContext): Promise<HttpReply> {
    try {
      const operation = this.#operationOf(request);
      if (operation.follows === true) throw new ParseError('CommandUnavailable', 'This operation is to be followed.');
      const asked = { ...askedOf(request, context), deadline: context.deadline, request: parsed(request.body) };
      return jsonReply(200, await this.dispatcher.call(operation, asked));
    } catch (error) {
      const { status, body, retryAfterSeconds } = httpErrorOf(error);
      const retry = retryAfterSeconds === undefined ? {} : { headers: { 'retry-after': String(retryAfterSeconds) } };
      return { ...jsonReply(status, { ...body, requestId: context.requestId }), ...retry };
    }
  }

  @Handles(admin.follow)
  async follow(@Payload() request: admin.FollowRequest, @Ctx() context: RequestContext): Promise<StreamReply> {
    const operation = this.#operationOf(request);
    if (operation.follows !== true) throw new ParseError('CommandUnavailable', 'This operation cannot be followed.');
    const gone = new AbortController();
    const asked = { ...askedOf(request, context), deadline: undefined, signal: gone.signal, request: parsed(Buffer.from(request.request)) };
    const replies = await this.dispatcher.begin(operation, asked);
    return { status: 200, contentType: 'text/event-stream', body: eventsOf(replies, context.requestId, gone) };
  }

  #operationOf({ area, name }: { area: string; name: string }): AnyAdminOperation {
    const found = this.dispatcher.operations.find((operation) => operation.area === area && operation.name === name);
    if (found === undefined) throw new ParseError('CommandUnavailable', 'There is no such operation.');
    return found;
  }
}

function jsonReply(status: number, value: object): HttpReply {
  return { status, contentType: JSON_TYPE, body: Buffer.from(JSON.stringify(value)) };
}

function parsed(body: Uint8Array): unknown {
  if (body.length === 0) return {};
  try {
    return JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString()) as unknown;
  } catch {
    throw new ParseError('InvalidJson', 'The request is no JSON.');
  }
}
