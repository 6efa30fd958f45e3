import type { Msg } from '@nats-io/transport-node';
import type { RequestContext } from '@parlance/contracts';
import type { DeclaredOperation } from './handlers.ts';
import { isNoResponders, type Loss, type Receiver } from './inbox.ts';
import type { Link } from './link.ts';
import { throwable } from './run-handler.ts';
import { IdleTimer, Signal, STREAM_WINDOW_PARTS } from './streams.ts';
import { decodeError, requestTimeout } from './wire/errors.ts';
import { FIELD, type Fields } from './wire/fields.ts';

const NOTHING = new Uint8Array();

/**
 * A streamed body on its way here. It is iterated over once; parts are granted as earlier ones are taken, so that at most a window of
 * them is held. `return()` tells the sender to stop.
 *
 * Iterating throws the error that the sender threw, or RequestTimeout when the rest is lost: the sender vanished, was
 * silent for too long, or a part went with a connection.
 */
export class IncomingStream implements Receiver, AsyncIterableIterator<Uint8Array> {
  /** Resolves when nothing more will arrive. */
  readonly closed: Promise<void>;
  readonly #link: Link;
  readonly #operation: DeclaredOperation;
  readonly #context: RequestContext;
  readonly #sender: string;
  readonly #member: string | undefined;
  readonly #address: string;
  readonly #idle: IdleTimer;
  readonly #arrived = new Signal();
  readonly #parts: Uint8Array[] = [];
  #resolve: () => void = () => undefined;
  #received = 0;
  #taken = 0;
  #granted = 0;
  #ended = false;
  #fault: Error | undefined;

  /**
   * @param sender where credits are taken
   * @param member the process that makes the body, where it is known
   */
  constructor(link: Link, operation: DeclaredOperation, context: RequestContext, sender: string, member?: string) {
    this.#link = link;
    this.#operation = operation;
    this.#context = context;
    this.#sender = sender;
    this.#member = member;
    this.closed = new Promise((resolve) => (this.#resolve = resolve));
    this.#address = link.inbox.open(this);
    this.#idle = new IdleTimer(link.streamIdleMs, () => this.giveUp());
    this.#grant();
  }

  receive(message: Msg): void {
    const { headers, data } = message;
    this.#idle.touch();
    if (headers === undefined || isNoResponders(message) || headers.has(FIELD.cancel)) this.#fail(requestTimeout());
    else if (headers.has(FIELD.error)) this.#fail(throwable(this.#operation, this.#context, decodeError(headers)));
    else if (headers.has(FIELD.end)) this.#finish(Number(headers.get(FIELD.end)));
    else this.#accept(Number(headers.get(FIELD.chunk)), data);
  }

  lose(member: string, loss: Loss): void {
    if (member === this.#member && loss === 'gone') this.giveUp();
  }

  /** The rest is lost. */
  giveUp(): void {
    this.#send({ [FIELD.cancel]: '1' });
    this.#fail(requestTimeout());
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<Uint8Array, undefined>> {
    while (this.#parts.length === 0 && !this.#ended) await this.#arrived.wait();
    const part = this.#parts.shift();
    if (part !== undefined) {
      this.#taken++;
      if (!this.#ended) this.#idle.touch();
      if (!this.#ended && this.#granted - this.#taken <= STREAM_WINDOW_PARTS / 2) this.#grant();
      return { value: part, done: false };
    }
    const fault = this.#fault;
    this.#fault = undefined; // thrown once, as generators do
    if (fault !== undefined) throw fault;
    return { value: undefined, done: true };
  }

  async return(): Promise<IteratorResult<Uint8Array, undefined>> {
    if (!this.#ended) this.#send({ [FIELD.cancel]: '1' });
    this.#end();
    this.#parts.length = 0;
    this.#fault = undefined;
    return { value: undefined, done: true };
  }

  #accept(sequence: number, part: Uint8Array): void {
    if (sequence !== this.#received) return this.giveUp();
    this.#received++;
    this.#parts.push(part);
    this.#arrived.give();
  }

  #finish(parts: number): void {
    if (parts !== this.#received) return this.giveUp();
    this.#end();
  }

  #grant(): void {
    this.#granted = this.#taken + STREAM_WINDOW_PARTS;
    this.#send({ [FIELD.credit]: String(this.#granted) });
  }

  #send(fields: Fields): void {
    this.#link.nats.send({ subject: this.#sender, body: NOTHING, fields, reply: this.#address });
  }

  #fail(fault: Error): void {
    if (this.#ended) return;
    this.#fault = fault;
    this.#end();
  }

  #end(): void {
    this.#ended = true;
    this.#idle.stop();
    this.#link.inbox.close(this.#address);
    this.#arrived.give();
    this.#resolve();
  }
}
