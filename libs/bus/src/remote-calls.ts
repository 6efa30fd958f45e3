import type { Operation, RequestContext } from '@parlance/contracts';
import { isRecording, noteFailedCall } from '@parlance/telemetry';
import type { DeclaredOperation } from './handlers.ts';
import type { Link } from './link.ts';
import type { Members } from './members.ts';
import { IncomingStream } from './incoming-stream.ts';
import { busMetrics, type Refusal } from './metrics.ts';
import { OutgoingStream } from './outgoing-stream.ts';
import { PendingCall } from './pending-call.ts';
import { STREAMS_MAX } from './streams.ts';
import { injectTrace, recordCall } from './telemetry.ts';
import { encodeContext } from './wire/context.ts';
import { encodeOffer, HEADER_ROOM_BYTES, offerFor } from './wire/chunks.ts';
import { requestTimeout, serviceUnavailable } from './wire/errors.ts';
import { FIELD, type Fields } from './wire/fields.ts';
import { encodeRequest } from './wire/request.ts';
import { digestOf } from './wire/seals.ts';

/** Calls over NATS. */
export class RemoteCalls {
  readonly #link: Link;
  readonly #members: Members;
  #streams = 0;

  constructor(link: Link, members: Members) {
    this.#link = link;
    this.#members = members;
    link.nats.onReconnect(() => this.#mend());
  }

  /**
   * @throws ParseError the error that the service answered; ServiceUnavailable at once when nobody serves the operation or this process is
   * not connected; RequestTimeout at the deadline
   */
  call<Request, Reply>(operation: Operation<Request, Reply>, request: Request, context: RequestContext): Promise<Reply> {
    if (Date.now() >= context.deadline) return unasked(operation, 'late', requestTimeout());
    if (!this.#link.nats.connected) return unasked(operation, 'disconnected', serviceUnavailable());
    if (this.#link.inbox.full) return unasked(operation, 'full', serviceUnavailable());
    if (operation.reply.kind === 'stream') return this.#countStream(() => this.#record(operation, request, context)) as Promise<Reply>;
    return this.#record(operation, request, context) as Promise<Reply>;
  }

  #record(operation: DeclaredOperation, request: unknown, context: RequestContext): Promise<unknown> {
    if (!isRecording()) return this.#ask(operation, request, context);
    return recordCall(operation, context, () => this.#ask(operation, request, context));
  }

  /** Streamed bodies hold memory for as long as their clients please: there is room for so many, counted from the question on. */
  async #countStream(ask: () => Promise<unknown>): Promise<unknown> {
    if (this.#streams >= STREAMS_MAX) throw serviceUnavailable();
    this.#streams++;
    const free = () => void this.#streams--;
    try {
      const reply = (await ask()) as { readonly body: IncomingStream };
      void reply.body.closed.then(free);
      return reply;
    } catch (error) {
      free();
      throw error;
    }
  }

  #ask(operation: DeclaredOperation, request: unknown, context: RequestContext): Promise<unknown> {
    return new Promise((resolve, reject) => this.#start(operation, request, context, resolve, reject));
  }

  #start(
    operation: DeclaredOperation,
    request: unknown,
    context: RequestContext,
    resolve: (reply: unknown) => void,
    reject: (error: Error) => void,
  ): void {
    const { value, front } = encodeContext(context);
    const json = encodeRequest(operation, request);
    const body = front === undefined ? json : Buffer.concat([front, json]);
    const fields: Fields = { [FIELD.context]: value };
    injectTrace(fields);
    const pending = new PendingCall(this.#link, this.#members, operation, context, resolve, reject);
    const subject = this.#link.subjectOf(operation.subject);
    const { seals, nats } = this.#link;
    if (body.length + HEADER_ROOM_BYTES <= nats.payloadBytesMax) {
      if (seals !== undefined) fields[FIELD.seal] = seals.seal({ kind: 'request', subject, value, body });
      pending.ask({ subject, body, fields });
      return;
    }
    const offer = offerFor(body.length, nats.payloadBytesMax, seals && digestOf(body));
    const offered = encodeOffer(offer);
    fields[FIELD.transfer] = offered;
    if (seals !== undefined) fields[FIELD.seal] = seals.seal({ kind: 'request', subject, value, body: offered });
    pending.askInParts({ subject, body, fields }, offer);
  }

  /** Messages may have been lost with the connection: operations that allow it are asked again, and streamed bodies are given up. */
  #mend(): void {
    for (const receiver of [...this.#link.inbox.receivers()]) {
      if (receiver instanceof PendingCall) receiver.repeat();
      else if (receiver instanceof IncomingStream || receiver instanceof OutgoingStream) receiver.giveUp();
    }
  }
}

function unasked({ subject }: Pick<DeclaredOperation, 'subject'>, reason: Refusal, error: Error): Promise<never> {
  busMetrics.refused(reason);
  noteFailedCall(error, { operation: subject });
  return Promise.reject(error);
}
