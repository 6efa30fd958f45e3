import { setTimeout as delay } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { Msg, MsgHdrs, Subscription } from '@nats-io/transport-node';
import type { HttpReply, RequestContext, RestReply, StreamReply } from '@parlance/contracts';
import type { ParseError } from '@parlance/errors';
import { checkReply } from './check-reply.ts';
import type { DeclaredOperation, Handler, LocalHandlers, Runner } from './handlers.ts';
import { IncomingRequest } from './incoming-request.ts';
import type { Link } from './link.ts';
import { PING } from './members.ts';
import { busMetrics, type Refusal } from './metrics.ts';
import { OutgoingReply } from './outgoing-reply.ts';
import { OutgoingStream } from './outgoing-stream.ts';
import { Strangers } from './strangers.ts';
import type { Presence } from './presence.ts';
import { runHandler, unexpected } from './run-handler.ts';
import { withinTrace } from './telemetry.ts';
import { HEADER_ROOM_BYTES } from './wire/chunks.ts';
import { decodeCloud, decodeContext, decodeFront, type DecodedContext } from './wire/context.ts';
import { encodeError, serviceUnavailable, unreadableRequest } from './wire/errors.ts';
import { FIELD } from './wire/fields.ts';
import { encodeJson, encodeReplyHead, encodeRestReply, type EncodedReply } from './wire/reply.ts';
import { decodeRequest } from './wire/request.ts';

const NOTHING = new Uint8Array();

/** Most requests that one process works on at a time; the next are refused, so that their callers can turn elsewhere. */
export const RUNNING_MAX = 10_000;

/** A set of operations being served, by NATS and to callers inside the process, until it is stopped. */
export class Serving {
  readonly #link: Link;
  readonly #presence: Presence;
  readonly #locals: LocalHandlers;
  readonly #handlers: readonly Handler[];
  readonly #subscriptions: Subscription[] = [];
  readonly #logger = new Logger('Bus');
  readonly #strangers = new Strangers();
  #running = 0;
  #onIdle: (() => void) | undefined;

  /** @throws Error when an operation is handled already in this process */
  constructor(link: Link, presence: Presence, locals: LocalHandlers, handlers: readonly Handler[]) {
    this.#link = link;
    this.#presence = presence;
    this.#locals = locals;
    this.#handlers = handlers;
    const runner =
      (handler: Handler): Runner =>
      (request, context) =>
        this.#count(runHandler(handler, request, context));
    locals.add(new Map(handlers.map((handler) => [handler.operation.subject, runner(handler)])));
    for (const handler of handlers) this.#subscriptions.push(this.#subscribe(handler));
    const services = [...new Set(handlers.map(serviceOf))];
    for (const service of services) this.#subscriptions.push(this.#subscribeAlone(service));
    presence.serve(services);
  }

  /** Requests being worked on. */
  get running(): number {
    return this.#running;
  }

  /**
   * Takes no new work, lets running handlers answer for at most `graceMs`, and sees the answers off.
   *
   * Requests that had reached this process before it unsubscribed are still answered; later ones go to other members.
   */
  async stop(graceMs: number): Promise<void> {
    for (const { operation } of this.#handlers) this.#locals.remove(operation.subject);
    this.#presence.leave();
    const drained = Promise.allSettled(this.#subscriptions.map((subscription) => subscription.drain())).then(() => this.#idle());
    await Promise.race([drained, delay(graceMs, undefined, { ref: false })]);
    if (this.#running > 0) this.#logger.warn(`${this.#running} requests were still running when the grace time ended.`);
    await this.#link.nats.flushBriefly();
  }

  #subscribe(handler: Handler): Subscription {
    const subject = this.#link.subjectOf(handler.operation.subject);
    return this.#link.nats.subscribe(subject, serviceOf(handler), (message) => this.#receive(handler, message));
  }

  /** Requests for this very process: `<prefix>.<service>.<operation>.<id>`. */
  #subscribeAlone(service: string): Subscription {
    const start = this.#link.subjectOf(`${service}.`);
    const own = this.#handlers.filter((handler) => serviceOf(handler) === service);
    const handlers = new Map(own.map((handler) => [handler.operation.subject.slice(service.length + 1), handler]));
    return this.#link.nats.subscribe(`${start}*.${this.#presence.id}`, service, (message) => {
      const name = message.subject.slice(start.length, -this.#presence.id.length - 1);
      const handler = handlers.get(name);
      if (handler !== undefined) this.#receive(handler, message);
      else if (message.reply && name === PING) this.#link.nats.send({ subject: message.reply, body: NOTHING });
      else if (message.reply) this.#link.nats.send({ subject: message.reply, body: NOTHING, fields: { [FIELD.absent]: '1' } });
    });
  }

  #receive(handler: Handler, message: Msg): void {
    const { reply, headers } = message;
    if (!reply) return; // nobody waits for an answer: not a request
    const value = headers?.get(FIELD.context) ?? '';
    let context: DecodedContext;
    try {
      context = decodeContext(value);
    } catch {
      this.#turnAway(reply, 'unreadable', unreadableRequest());
      return;
    }
    const transfer = headers?.get(FIELD.transfer) ?? ''; // empty for a body that came with the request
    if (!this.#isOurs(handler, value, headers, transfer === '' ? message.data : transfer)) {
      this.#strangers.heard(handler.operation.subject);
      this.#turnAway(reply, 'unsealed', serviceUnavailable());
      return;
    }
    if (this.#running >= RUNNING_MAX) this.#turnAway(reply, 'busy', serviceUnavailable());
    else if (transfer !== '') void this.#count(this.#collect(handler, context, headers, transfer, reply));
    else void this.#count(this.#answer(handler, context, headers, message.data, reply));
  }

  /** True for a request that a process with the deployment's key has sent as it arrived here; for any, where there is no key. */
  #isOurs({ operation }: Handler, value: string, headers: MsgHdrs | undefined, body: Uint8Array | string): boolean {
    const { seals } = this.#link;
    if (seals === undefined) return true;
    const subject = this.#link.subjectOf(operation.subject);
    return seals.isGenuine(headers?.get(FIELD.seal) ?? '', { kind: 'request', subject, value, body });
  }

  async #collect(handler: Handler, context: DecodedContext, headers: MsgHdrs | undefined, offer: string, reply: string): Promise<void> {
    const body = await new IncomingRequest(this.#link, context.deadline, offer, reply).body;
    if (body === undefined) this.#refuse(reply, serviceUnavailable());
    else await this.#answer(handler, context, headers, body, reply);
  }

  /** Runs the request and sends its reply or its error; never throws. */
  async #answer(handler: Handler, decoded: DecodedContext, headers: MsgHdrs | undefined, body: Uint8Array, reply: string): Promise<void> {
    try {
      const { context, request } = readMessage(handler.operation, decoded, body);
      const value = await withinTrace(headers, () => runHandler(handler, request, context));
      if (handler.operation.reply.kind === 'stream') await this.#stream(handler, value, context, reply);
      else await this.#send(this.#encode(handler, value, context), decoded.deadline, reply);
    } catch (error) {
      // Anything else than a ParseError was logged and translated where it was thrown.
      this.#refuse(reply, error as ParseError);
    }
  }

  #encode({ operation }: Handler, value: unknown, context: RequestContext): EncodedReply {
    if (operation.reply.kind === 'rest') return encodeRestReply(checkReply(operation, value, context) as RestReply);
    if (operation.reply.kind === 'http') {
      const reply = checkReply(operation, value, context) as HttpReply;
      return { body: reply.body, fields: encodeReplyHead(reply) };
    }
    try {
      return { body: encodeJson(value) };
    } catch (error) {
      throw unexpected(operation, context, error);
    }
  }

  async #stream({ operation }: Handler, value: unknown, context: RequestContext, reply: string): Promise<void> {
    const { body, ...head } = checkReply(operation, value, context) as StreamReply;
    await new OutgoingStream(this.#link, { operation, context, fields: encodeReplyHead(head), body }, reply).done;
  }

  async #send(encoded: EncodedReply, deadline: number, reply: string): Promise<void> {
    const { nats } = this.#link;
    if (encoded.body.length + HEADER_ROOM_BYTES <= nats.payloadBytesMax) nats.send({ subject: reply, ...encoded });
    else await new OutgoingReply(this.#link, encoded, deadline, reply).done;
  }

  /** Refuses a request of which nothing has been done. */
  #turnAway(reply: string, reason: Refusal, error: ParseError): void {
    busMetrics.refused(reason);
    this.#refuse(reply, error);
  }

  #refuse(reply: string, error: ParseError): void {
    this.#link.nats.send({ subject: reply, body: NOTHING, fields: encodeError(error) });
  }

  async #count<T>(work: Promise<T>): Promise<T> {
    this.#running++;
    try {
      return await work;
    } finally {
      this.#running--;
      if (this.#running === 0) this.#onIdle?.();
    }
  }

  #idle(): Promise<void> {
    return this.#running === 0 ? Promise.resolve() : new Promise((resolve) => (this.#onIdle = resolve));
  }
}

function serviceOf({ operation: { subject } }: Handler): string {
  return subject.slice(0, subject.indexOf('.'));
}

/** @throws ParseError when the bytes do not parse */
function readMessage(
  operation: DeclaredOperation,
  decoded: DecodedContext,
  body: Uint8Array,
): { context: RequestContext; request: unknown } {
  const { app, deadline, requestId, author, cloudBytes, frontBytes } = decoded;
  try {
    const start = cloudBytes + frontBytes;
    const identity = decoded.identity ?? decodeFront(body.subarray(cloudBytes, start));
    const context = author === undefined ? { app, identity, deadline, requestId } : { app, identity, deadline, requestId, author };
    const request = decodeRequest(operation, start === 0 ? body : body.subarray(start));
    return cloudBytes === 0 ? { context, request } : { context: { ...context, cloud: decodeCloud(body.subarray(0, cloudBytes)) }, request };
  } catch {
    throw unreadableRequest();
  }
}
