import type { Msg } from '@nats-io/transport-node';
import { IncomingBody } from './chunked-transfer.ts';
import { atDeadline } from './deadline.ts';
import { isNoResponders, type Receiver } from './inbox.ts';
import type { Link } from './link.ts';
import { decodeOffer } from './wire/chunks.ts';
import { FIELD } from './wire/fields.ts';
import { digestOf } from './wire/seals.ts';

const NOTHING = new Uint8Array();

/** The body of a request that comes in parts, to the one member of the service that took the offer. */
export class IncomingRequest implements Receiver {
  /** The body; undefined when it did not come whole: the peer vanished, a part was lost or is another, or the deadline passed. */
  readonly body: Promise<Uint8Array | undefined>;
  readonly #link: Link;
  readonly #address: string;
  readonly #timer: NodeJS.Timeout;
  #incoming: IncomingBody | undefined;
  /** That the whole body has to have, where the offer states one. */
  #digest: string | undefined;
  #resolve: (body: Uint8Array | undefined) => void = () => undefined;

  /** @param reply where the sender takes credits */
  constructor(link: Link, deadline: number, offer: string, reply: string) {
    this.#link = link;
    this.body = new Promise((resolve) => (this.#resolve = resolve));
    this.#address = link.inbox.open(this);
    this.#timer = atDeadline(deadline, () => this.giveUp());
    try {
      const decoded = decodeOffer(offer);
      this.#digest = decoded.digest;
      this.#incoming = new IncomingBody(decoded, link.credits, (credit) => {
        link.nats.send({ subject: reply, body: NOTHING, fields: { [FIELD.credit]: String(credit) }, reply: this.#address });
      });
    } catch {
      this.giveUp();
    }
  }

  receive(message: Msg): void {
    if (isNoResponders(message)) {
      this.giveUp(); // credits found nobody: the sender is gone
      return;
    }
    try {
      const body = this.#incoming?.accept(Number(message.headers?.get(FIELD.chunk)), message.data);
      if (body !== undefined) this.#end(this.#digest === undefined || digestOf(body) === this.#digest ? body : undefined);
    } catch {
      this.giveUp();
    }
  }

  giveUp(): void {
    this.#end(undefined);
  }

  #end(body: Uint8Array | undefined): void {
    clearTimeout(this.#timer);
    this.#link.inbox.close(this.#address);
    this.#incoming?.cancel();
    this.#resolve(body);
  }
}
