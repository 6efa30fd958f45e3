import type { Msg } from '@nats-io/transport-node';
import type { RequestContext } from '@parlance/contracts';
import type { ParseError } from '@parlance/errors';
import { atDeadline } from './deadline.ts';
import type { DeclaredOperation } from './handlers.ts';
import { isNoResponders, type Receiver } from './inbox.ts';
import type { Link } from './link.ts';
import { throwable } from './run-handler.ts';
import { IdleTimer, Signal, STREAM_PART_BYTES } from './streams.ts';
import { encodeError } from './wire/errors.ts';
import { FIELD, type Fields } from './wire/fields.ts';

const NOTHING = new Uint8Array();

export interface StreamOffer {
  readonly operation: DeclaredOperation;
  readonly context: RequestContext;
  /** Of the head, which goes out first. */
  readonly fields: Fields;
  readonly body: AsyncIterable<Uint8Array>;
}

/**
 * A body that is sent while it is made, never further than the caller has granted: its source is asked for more only when there is room.
 * Ends when all is sent, when the caller wants no more, has vanished, or is silent for too long; then the source is ended as well, or as
 * soon as it gives the piece it is working on.
 */
export class OutgoingStream implements Receiver {
  /** Resolves when nothing more will be sent. */
  readonly done: Promise<void>;
  readonly #link: Link;
  readonly #offer: StreamOffer;
  readonly #address: string;
  readonly #idle: IdleTimer;
  /** Until the first grant: a caller whose deadline has passed sends none. */
  readonly #unanswered: NodeJS.Timeout;
  readonly #moved = new Signal();
  #resolve: () => void = () => undefined;
  /** Where the caller takes parts: known with its first grant. */
  #to: string | undefined;
  #granted = 0;
  #sent = 0;
  #ended = false;

  constructor(link: Link, offer: StreamOffer, reply: string) {
    this.#link = link;
    this.#offer = offer;
    this.done = new Promise((resolve) => (this.#resolve = resolve));
    this.#address = link.inbox.open(this);
    this.#idle = new IdleTimer(link.streamIdleMs, () => this.giveUp());
    this.#unanswered = atDeadline(offer.context.deadline, () => this.giveUp());
    link.nats.send({ subject: reply, body: NOTHING, fields: { ...offer.fields, [FIELD.stream]: '1' }, reply: this.#address });
    void this.#sendAll();
  }

  receive(message: Msg): void {
    const credit = Number(message.headers?.get(FIELD.credit));
    if (isNoResponders(message) || message.headers?.has(FIELD.cancel)) return this.giveUp();
    if (!Number.isSafeInteger(credit) || !message.reply) return;
    this.#to = message.reply;
    this.#granted = Math.max(this.#granted, credit);
    clearTimeout(this.#unanswered);
    this.#idle.touch();
    this.#moved.give();
  }

  /** Sends no more; the caller, if it still listens, hears that the rest is lost. */
  giveUp(): void {
    if (!this.#ended) this.#send({ [FIELD.cancel]: '1' });
    this.#end();
  }

  async #sendAll(): Promise<void> {
    try {
      await this.#until(() => this.#to !== undefined);
      if (this.#ended) return;
      // Leaving the loop ends the source.
      for await (const piece of this.#offer.body) {
        for (let at = 0; at < piece.length; at += STREAM_PART_BYTES) {
          await this.#until(() => this.#sent < this.#granted);
          if (this.#ended) break;
          this.#send({ [FIELD.chunk]: String(this.#sent++) }, piece.subarray(at, at + STREAM_PART_BYTES));
          this.#idle.touch(); // from here on it is the caller's turn
        }
        await this.#until(() => this.#sent < this.#granted);
        if (this.#ended) return;
      }
      this.#send({ [FIELD.end]: String(this.#sent) });
    } catch (error) {
      if (!this.#ended) this.#send(encodeError(this.#toldAs(error)));
    } finally {
      this.#end();
    }
  }

  #toldAs(error: unknown): ParseError {
    const { operation, context } = this.#offer;
    return throwable(operation, context, error);
  }

  async #until(isSo: () => boolean): Promise<void> {
    while (!this.#ended && !isSo()) await this.#moved.wait();
  }

  #send(fields: Fields, body: Uint8Array = NOTHING): void {
    if (this.#to !== undefined) this.#link.nats.send({ subject: this.#to, body, fields, reply: this.#address });
  }

  #end(): void {
    this.#ended = true;
    clearTimeout(this.#unanswered);
    this.#idle.stop();
    this.#link.inbox.close(this.#address);
    this.#moved.give();
    this.#resolve();
  }
}
