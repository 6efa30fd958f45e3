import type { Msg } from '@nats-io/transport-node';
import { OutgoingBody } from './chunked-transfer.ts';
import { atDeadline } from './deadline.ts';
import { isNoResponders, type Receiver } from './inbox.ts';
import type { Link } from './link.ts';
import { encodeOffer, offerFor } from './wire/chunks.ts';
import { FIELD } from './wire/fields.ts';
import type { EncodedReply } from './wire/reply.ts';

const NOTHING = new Uint8Array();

/** A reply that goes out in parts, as the caller grants. */
export class OutgoingReply implements Receiver {
  /** Resolves when the last part was sent, the caller has vanished, or the deadline passed. */
  readonly done: Promise<void>;
  readonly #link: Link;
  readonly #reply: string;
  readonly #address: string;
  readonly #timer: NodeJS.Timeout;
  readonly #outgoing: OutgoingBody;
  #resolve: () => void = () => undefined;

  constructor(link: Link, { body, fields }: EncodedReply, deadline: number, reply: string) {
    this.#link = link;
    this.#reply = reply;
    this.done = new Promise((resolve) => (this.#resolve = resolve));
    this.#address = link.inbox.open(this);
    this.#timer = atDeadline(deadline, () => this.giveUp());
    this.#outgoing = new OutgoingBody(body, offerFor(body.length, link.nats.payloadBytesMax));
    const offer = { ...fields, [FIELD.transfer]: encodeOffer(this.#outgoing.offer) };
    link.nats.send({ subject: reply, body: NOTHING, fields: offer, reply: this.#address });
  }

  receive(message: Msg): void {
    if (isNoResponders(message)) {
      this.giveUp();
      return;
    }
    this.#outgoing.grant(Number(message.headers?.get(FIELD.credit)), (sequence, body) => {
      const fields = { [FIELD.chunk]: String(sequence) };
      this.#link.nats.send({ subject: this.#reply, body, fields, reply: this.#address });
    });
    if (this.#outgoing.done) this.giveUp();
  }

  /** Also when all is done: there is nothing more to wait for. */
  giveUp(): void {
    clearTimeout(this.#timer);
    this.#link.inbox.close(this.#address);
    this.#resolve();
  }
}
