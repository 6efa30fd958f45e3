import { randomBytes } from 'node:crypto';
import type { Msg } from '@nats-io/transport-node';
import type { NatsClient } from './nats-client.ts';

/** A receiver of messages with an address of its own. */
export interface Receiver {
  receive(message: Msg): void;
  /** Nothing will come any more: the process is leaving the bus. */
  giveUp(): void;
  /** A process is gone or silent (members.ts): matters to receivers that wait for it alone. */
  lose?(member: string, loss: Loss): void;
}

/**
 * - `gone`: the process has left the NATS server, and answers nothing any more
 * - `silent`: it is connected, and has said nothing for a while: frozen, or too busy to say so
 */
export type Loss = 'gone' | 'silent';

/** Nobody guesses an address, and a process that cannot subscribe to it learns none: replies need no seal. */
const RANDOM_BYTES = 12;

/** Most open addresses, calls and transfers together: beyond that a process is stuck, and refusing is kinder than growing. */
export const INBOX_SIZE_MAX = 65_536;

/**
 * All addresses of this process at which replies and parts arrive, behind one subscription: `<inbox>.<random>.<number>`.
 *
 * A number is never used again, so a late message for a receiver that has left finds nobody.
 */
export class Inbox {
  readonly #prefix: string;
  readonly #receivers = new Map<string, Receiver>();
  /** Addresses of those that nobody waits for. */
  readonly #quiet = new Set<string>();
  readonly #sizeMax: number;
  #last = 0;

  /** @param place in front of the addresses: the part of the subjects that this process alone may hear */
  constructor(nats: Pick<NatsClient, 'subscribe'>, place: string, sizeMax: number = INBOX_SIZE_MAX) {
    this.#prefix = `${place}.${randomBytes(RANDOM_BYTES).toString('base64url')}.`;
    this.#sizeMax = sizeMax;
    nats.subscribe(`${this.#prefix}*`, undefined, (message) => {
      this.#receivers.get(message.subject.slice(this.#prefix.length))?.receive(message);
    });
  }

  get size(): number {
    return this.#receivers.size - this.#quiet.size;
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

  /** The same for a receiver that is no sign of work under way. */
  openQuietly(receiver: Receiver): string {
    const address = this.open(receiver);
    this.#quiet.add(address.slice(this.#prefix.length));
    return address;
  }

  close(address: string): void {
    const key = address.slice(this.#prefix.length);
    this.#receivers.delete(key);
    this.#quiet.delete(key);
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
