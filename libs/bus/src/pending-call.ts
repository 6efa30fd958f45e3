import type { Msg, MsgHdrs } from '@nats-io/transport-node';
import type { RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { noteFailedCall } from '@parlance/telemetry';
import { checkReply } from './check-reply.ts';
import { IncomingBody, OutgoingBody } from './chunked-transfer.ts';
import { atDeadline } from './deadline.ts';
import type { DeclaredOperation } from './handlers.ts';
import { isNoResponders, type Loss, type Receiver } from './inbox.ts';
import { IncomingStream } from './incoming-stream.ts';
import type { Link } from './link.ts';
import type { Members } from './members.ts';
import type { Outgoing } from './outbox.ts';
import { throwable, unexpected } from './run-handler.ts';
import { decodeOffer, type Offer } from './wire/chunks.ts';
import { decodeError, requestTimeout, serviceUnavailable } from './wire/errors.ts';
import { FIELD } from './wire/fields.ts';
import { decodeJson, decodeReplyHead, decodeRestReply } from './wire/reply.ts';

const NOTHING = new Uint8Array();

/**
 * One request on NATS that waits for its reply, in either direction whole or in parts. Ends exactly once, at the deadline at last.
 *
 * It goes to one process that is known to be there, and to any when that is gone before it has taken the request. When it is gone later,
 * the outcome is unknown: operations that allow it are asked again, callers of others hear so at once.
 */
export class PendingCall implements Receiver {
  readonly #link: Link;
  readonly #members: Members;
  readonly #operation: DeclaredOperation;
  readonly #context: RequestContext;
  readonly #resolve: (reply: unknown) => void;
  readonly #reject: (error: Error) => void;
  readonly #address: string;
  readonly #timer: NodeJS.Timeout;
  /** Without the process that is asked: its subject is that of all. */
  #request: Outgoing | undefined;
  /** The process that is asked; undefined when that is up to NATS. */
  #member: string | undefined;
  #repeated = false;
  #sending: OutgoingBody | undefined;
  #stream: IncomingStream | undefined;
  #receiving: { readonly headers: MsgHdrs; readonly body: IncomingBody } | undefined;

  constructor(
    link: Link,
    members: Members,
    operation: DeclaredOperation,
    context: RequestContext,
    resolve: (reply: unknown) => void,
    reject: (error: Error) => void,
  ) {
    this.#link = link;
    this.#members = members;
    this.#operation = operation;
    this.#context = context;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#address = link.inbox.open(this);
    this.#timer = atDeadline(context.deadline, () => this.giveUp());
  }

  ask(message: Outgoing): void {
    this.#request = { ...message, reply: this.#address, unsent: () => this.#fail(serviceUnavailable()) };
    this.#send(this.#request, this.#nextMember());
  }

  #nextMember(): string | undefined {
    const { subject } = this.#operation;
    return this.#members.next(subject.slice(0, subject.indexOf('.')));
  }

  #send(request: Outgoing, member: string | undefined): void {
    this.#member = member;
    this.#link.nats.send(member === undefined ? request : { ...request, subject: `${request.subject}.${member}` });
  }

  /** Offers the body; it follows as the member of the service that took the offer grants. */
  askInParts(message: Outgoing, offer: Offer): void {
    this.#sending = new OutgoingBody(message.body, offer);
    this.ask({ ...message, body: NOTHING });
  }

  /** Asks again when the operation may be asked twice and no part of a large body is on its way. */
  repeat(): void {
    if (this.#repeatable && this.#request !== undefined) this.#send(this.#request, this.#nextMember());
  }

  /** The process that has the request will not answer it, or is not known to be alive. */
  lose(member: string, loss: Loss): void {
    if (member !== this.#member) return;
    const other = this.#nextMember();
    const repeatable = this.#repeatable && !this.#repeated && this.#request !== undefined;
    if (repeatable && (loss === 'gone' || other !== undefined)) {
      this.#repeated = true; // once: a request that freezes or kills its process shall not go through all of them
      this.#send(this.#request as Outgoing, other);
    } else if (loss === 'gone') this.giveUp();
  }

  get #repeatable(): boolean {
    return this.#operation.retry === 'safe' && this.#sending === undefined && this.#receiving === undefined;
  }

  /** Nobody knows whether the work was done. */
  giveUp(): void {
    this.#fail(requestTimeout());
  }

  receive(message: Msg): void {
    const { headers } = message;
    if (headers === undefined) this.#finish(undefined, message.data);
    else if (isNoResponders(message)) this.#findNobody();
    else this.#receiveWithHeaders(message, headers);
  }

  /** Nobody has got the message that was sent last. */
  #findNobody(): void {
    const member = this.#member;
    if (this.#receiving !== undefined) return this.#fail(requestTimeout());
    if (member === undefined) return this.#fail(serviceUnavailable());
    this.#askAnybody(); // before those who have asked the same process are told
    this.#members.missed(member);
  }

  /** The process that was asked has not taken the request: it is left to NATS to find another. */
  #askAnybody(): void {
    if (this.#request === undefined || this.#sending?.begun === true) this.#fail(serviceUnavailable());
    else this.#send(this.#request, undefined);
  }

  #receiveWithHeaders(message: Msg, headers: MsgHdrs): void {
    if (headers.has(FIELD.error)) this.#fail(throwable(this.#operation, this.#context, decodeError(headers)));
    else if (headers.has(FIELD.absent)) this.#askAnybody();
    else if (headers.has(FIELD.stream)) this.#finish(headers, message.data, message.reply);
    else if (headers.has(FIELD.credit)) this.#sendParts(Number(headers.get(FIELD.credit)), message.reply ?? '');
    else if (headers.has(FIELD.transfer)) this.#startReceiving(headers, message.reply ?? '');
    else if (headers.has(FIELD.chunk)) this.#receivePart(Number(headers.get(FIELD.chunk)), message.data);
    else this.#finish(headers, message.data);
  }

  #sendParts(credit: number, subject: string): void {
    this.#sending?.grant(credit, (sequence, body) => {
      const fields = { [FIELD.chunk]: String(sequence) };
      this.#link.nats.send({ subject, body, fields, reply: this.#address });
    });
  }

  #startReceiving(headers: MsgHdrs, subject: string): void {
    try {
      const offer = decodeOffer(headers.get(FIELD.transfer));
      const body = new IncomingBody(offer, this.#link.credits, (credit) => {
        this.#link.nats.send({ subject, body: NOTHING, fields: { [FIELD.credit]: String(credit) }, reply: this.#address });
      });
      this.#receiving = { headers, body };
    } catch (error) {
      this.#fail(unexpected(this.#operation, this.#context, error));
    }
  }

  #receivePart(sequence: number, part: Uint8Array): void {
    if (this.#receiving === undefined) return;
    try {
      const body = this.#receiving.body.accept(sequence, part);
      if (body !== undefined) this.#finish(this.#receiving.headers, body);
    } catch {
      this.giveUp(); // a part was lost with a connection, and with it the reply
    }
  }

  /** @param sender of a streamed body, where it takes credits */
  #finish(headers: MsgHdrs | undefined, body: Uint8Array, sender?: string): void {
    this.#end();
    try {
      this.#resolve(this.#decode(headers, body, sender));
    } catch (error) {
      this.#reject(error as Error);
    }
  }

  /** @throws ParseError */
  #decode(headers: MsgHdrs | undefined, body: Uint8Array, sender: string | undefined): unknown {
    const { kind } = this.#operation.reply;
    let value: unknown;
    try {
      if (kind === 'rest') return decodeRestReply(headers, body);
      if (kind === 'json') value = decodeJson(body);
      else if (headers !== undefined) value = { ...decodeReplyHead(headers), body: kind === 'http' ? body : this.#streamFrom(sender) };
      return checkReply(this.#operation, value, this.#context);
    } catch (error) {
      void this.#stream?.return();
      if (error instanceof ParseError) throw error;
      throw unexpected(this.#operation, this.#context, new Error('The reply cannot be read.')); // the parser's message would quote it
    }
  }

  #streamFrom(sender: string | undefined): IncomingStream | undefined {
    if (sender !== undefined) this.#stream = new IncomingStream(this.#link, this.#operation, this.#context, sender, this.#member);
    return this.#stream;
  }

  #fail(error: Error): void {
    noteFailedCall(error, { operation: this.#operation.subject });
    this.#end();
    this.#reject(error);
  }

  #end(): void {
    clearTimeout(this.#timer);
    this.#link.inbox.close(this.#address);
    this.#receiving?.body.cancel();
  }
}
