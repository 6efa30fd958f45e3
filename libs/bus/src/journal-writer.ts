import type { Msg } from '@nats-io/transport-node';
import type { Journal } from '@parlance/contracts';
import type { ParseError } from '@parlance/errors';
import { journalFields } from './journal-seal.ts';
import { isNoResponders, type Receiver } from './inbox.ts';
import type { Link } from './link.ts';
import { requestTimeout, serviceUnavailable } from './wire/errors.ts';

/** A server that stores nothing for this long is stuck; whether it has stored the entry then, nobody knows. */
const ACKNOWLEDGED_MS_MAX = 5_000;

/** Appends to journals. */
export class JournalWriter {
  readonly #link: Link;

  constructor(link: Link) {
    this.#link = link;
  }

  /**
   * Resolves once the NATS server has stored the entry.
   *
   * @throws ParseError ServiceUnavailable when it was provably not stored: the bus is disconnected, the server has no such journal or no room
   * for it; RequestTimeout when its answer was lost
   */
  append({ journal }: Journal, body: Uint8Array): Promise<void> {
    if (!this.#link.nats.connected || this.#link.inbox.full) return Promise.reject(serviceUnavailable());
    return new Promise((resolve, reject) => {
      const subject = this.#link.subjectOf(journal);
      const pending = new PendingAppend(this.#link, resolve, reject);
      this.#link.nats.send({
        subject,
        body,
        fields: journalFields(this.#link, subject, body),
        reply: pending.address,
        unsent: () => pending.end(serviceUnavailable()),
      });
    });
  }
}

class PendingAppend implements Receiver {
  readonly address: string;
  readonly #link: Link;
  readonly #resolve: () => void;
  readonly #reject: (error: Error) => void;
  readonly #timer: NodeJS.Timeout;

  constructor(link: Link, resolve: () => void, reject: (error: Error) => void) {
    this.#link = link;
    this.#resolve = resolve;
    this.#reject = reject;
    this.address = link.inbox.open(this);
    this.#timer = setTimeout(() => this.giveUp(), ACKNOWLEDGED_MS_MAX);
  }

  receive(message: Msg): void {
    this.end(refusalIn(message));
  }

  giveUp(): void {
    this.end(requestTimeout());
  }

  end(error: ParseError | undefined): void {
    clearTimeout(this.#timer);
    this.#link.inbox.close(this.address);
    if (error === undefined) this.#resolve();
    else this.#reject(error);
  }
}

/** The server answers `{"stream","seq"}`, or `{"error"}` when the stream is full. */
function refusalIn(message: Msg): ParseError | undefined {
  if (isNoResponders(message)) return serviceUnavailable();
  const text = Buffer.from(message.data.buffer, message.data.byteOffset, message.data.byteLength).toString();
  return text.includes('"error"') ? serviceUnavailable() : undefined;
}
