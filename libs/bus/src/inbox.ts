import { createInbox, type Msg } from '@nats-io/transport-node';
import type { NatsClient } from './nats-client.ts';

/** A receiver of messages with an address of its own. */
export interface Receiver {
  receive(message: Msg): void;
  /** Nothing will come any more: the process is leaving the bus. */
  giveUp(): void;
}

/** Most open addresses, calls and transfers together: beyond that a process is stuck, and refusing is kinder than growing. */
export const INBOX_SIZE_MAX = 65_536;

/**
 * All addresses of this process at which replies and parts arrive, behind one subscription: `<inbox>.<number>`.
 *
 * A number is never used again, so a late message for a receiver that has left finds nobody.
 */
export class Inbox {
  readonly #prefix = `${createInbox()}.`;
  readonly #receivers = new Map<string, Receiver>();
  readonly #sizeMax: number;
  #last = 0;

  constructor(nats: Pick<NatsClient, 'subscribe'>, sizeMax: number = INBOX_SIZE_MAX) {
    this.#sizeMax = sizeMax;
    nats.subscribe(`${this.#prefix}*`, undefined, (message) => {
      this.#receivers.get(message.subject.slice(this.#prefix.length))?.receive(message);
    });
  }

  get size(): number {
    return this.#receivers.size;
  }

  get full(): boolean {
    return this.#receivers.size >= this.#sizeMax;
  }

  /** Gives `receiver` a new address. */
  open(receiver: Receiver): string {
    const key = (++this.#last).toString(36);
    this.#receivers.set(key, receiver);
    return this.#prefix + key;
  }

  close(address: string): void {
    this.#receivers.delete(address.slice(this.#prefix.length));
  }

  closeAll(): void {
    for (const receiver of this.#receivers.values()) receiver.giveUp();
  }

  receivers(): IterableIterator<Receiver> {
    return this.#receivers.values();
  }
}

/** True for the server's own notice that nobody listens where a message was sent. */
export function isNoResponders(message: Msg): boolean {
  return message.data.length === 0 && message.headers?.code === 503;
}
