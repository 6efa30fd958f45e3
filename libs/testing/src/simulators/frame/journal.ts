import { hash } from 'node:crypto';

/** One message that a provider took. */
export interface Delivery {
  /** Empty where the payload names no push. */
  readonly pushId: string;
  readonly tokenHash: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly payloadHash: string;
}

/** A delivery of the last ones, of which the whole message is kept. */
export interface KeptDelivery extends Delivery {
  /** The device's token, or the path of its channel. */
  readonly token: string;
  readonly payload: string;
  /** Headers of the request that say something about the message, such as its topic; empty where there are none. */
  readonly facts: Readonly<Record<string, string>>;
}

/** How often each device got a push. */
export interface PushDeliveries {
  readonly pushId: string;
  readonly messages: number;
  readonly devices: number;
  /** Messages beyond the first one to a device. */
  readonly duplicates: number;
}

/** Which devices of a list a push reached. */
export interface Coverage {
  /** Tokens of the list that got nothing. */
  readonly missing: readonly string[];
  /** Tokens of the list that got more than one message. */
  readonly repeated: readonly string[];
  /** Messages to devices that the list does not name. */
  readonly strangers: number;
}

/** Whole messages kept, the newest ones. */
const KEPT_MAX = 5_000;
const FIRST_ROOM = 1_024;

/** The first 64 bits of SHA-256, as 16 hex digits: among a million devices, two collide with a chance of 3 in 100 million. */
export const tokenHash = (token: string): string => hash('sha256', token, 'hex').slice(0, 16);

/**
 * The messages that a provider took, in 28 bytes each: a journal of millions stays small. Duplicates and omissions are read from it.
 */
export class Journal {
  private pushes = new Uint32Array(FIRST_ROOM);
  private tokens = new BigUint64Array(FIRST_ROOM);
  private payloads = new BigUint64Array(FIRST_ROOM);
  private times = new Float64Array(FIRST_ROOM);
  private count = 0;
  private readonly pushNumbers = new Map<string, number>();
  private readonly pushIds: string[] = [];
  private readonly messagesOf: number[] = [];
  private readonly kept: KeptDelivery[] = [];
  private keptFrom = 0;
  private readonly waiting = new Set<() => void>();

  /** Number of messages taken. */
  get length(): number {
    return this.count;
  }

  /** How many messages were taken, in all or of one push. Cost: none. */
  taken(pushId?: string): number {
    return pushId === undefined ? this.count : (this.messagesOf[this.pushNumbers.get(pushId) ?? -1] ?? 0);
  }

  record(delivery: Omit<KeptDelivery, 'tokenHash' | 'payloadHash'>): void {
    const { pushId, token, payload, at } = delivery;
    if (this.count === this.times.length) this.grow();
    const entry = { ...delivery, tokenHash: tokenHash(token), payloadHash: hash('sha256', payload, 'hex').slice(0, 16) };
    const push = this.numberOf(pushId);
    this.pushes[this.count] = push;
    this.messagesOf[push] = (this.messagesOf[push] ?? 0) + 1;
    this.tokens[this.count] = BigInt(`0x${entry.tokenHash}`);
    this.payloads[this.count] = BigInt(`0x${entry.payloadHash}`);
    this.times[this.count] = at;
    this.count += 1;
    if (this.kept.length < KEPT_MAX) this.kept.push(entry);
    else {
      this.kept[this.keptFrom] = entry;
      this.keptFrom = (this.keptFrom + 1) % KEPT_MAX;
    }
    for (const look of this.waiting) look();
  }

  /** All messages in order; `pushId` narrows them to one push. */
  *deliveries(pushId?: string): Generator<Delivery> {
    const wanted = pushId === undefined ? undefined : (this.pushNumbers.get(pushId) ?? -1);
    for (let at = 0; at < this.count; at += 1) {
      const push = this.pushes[at]!;
      if (wanted !== undefined && push !== wanted) continue;
      yield {
        pushId: this.pushIds[push]!,
        tokenHash: hex(this.tokens[at]!),
        at: this.times[at]!,
        payloadHash: hex(this.payloads[at]!),
      };
    }
  }

  /** The newest messages as a whole, oldest first, at most 5,000. */
  recent(): readonly KeptDelivery[] {
    return [...this.kept.slice(this.keptFrom), ...this.kept.slice(0, this.keptFrom)];
  }

  /** Counts of each push, in the order of their first messages. Cost: all messages. */
  summary(): readonly PushDeliveries[] {
    return this.pushIds.map((pushId) => {
      const times = this.timesByToken(pushId);
      let messages = 0;
      for (const n of times.values()) messages += n;
      return { pushId, messages, devices: times.size, duplicates: messages - times.size };
    });
  }

  /** Compares the devices that a push reached with the tokens that it ought to reach. Cost: all messages. */
  coverage(pushId: string, tokens: Iterable<string>): Coverage {
    const times = this.timesByToken(pushId);
    const missing: string[] = [];
    const repeated: string[] = [];
    for (const token of new Set(tokens)) {
      const key = BigInt(`0x${tokenHash(token)}`);
      const n = times.get(key) ?? 0;
      if (n === 0) missing.push(token);
      if (n > 1) repeated.push(token);
      times.delete(key);
    }
    let strangers = 0;
    for (const n of times.values()) strangers += n;
    return { missing, repeated, strangers };
  }

  /** Resolves once `n` messages were taken in all. @throws Error after `timeoutMs` */
  async waitFor(n: number, timeoutMs = 60_000): Promise<void> {
    if (this.count >= n) return;
    await new Promise<void>((resolve, reject) => {
      const end = () => {
        clearTimeout(timer);
        this.waiting.delete(look);
      };
      const look = () => {
        if (this.count < n) return;
        end();
        resolve();
      };
      const timer = setTimeout(() => {
        end();
        reject(new Error(`${this.count} of ${n} messages arrived within ${timeoutMs} ms.`));
      }, timeoutMs);
      this.waiting.add(look);
    });
  }

  clear(): void {
    this.count = 0;
    this.pushNumbers.clear();
    this.pushIds.length = 0;
    this.messagesOf.length = 0;
    this.kept.length = 0;
    this.keptFrom = 0;
  }

  private timesByToken(pushId: string): Map<bigint, number> {
    const wanted = this.pushNumbers.get(pushId) ?? -1;
    const times = new Map<bigint, number>();
    for (let at = 0; at < this.count; at += 1) {
      if (this.pushes[at] !== wanted) continue;
      const token = this.tokens[at]!;
      times.set(token, (times.get(token) ?? 0) + 1);
    }
    return times;
  }

  private numberOf(pushId: string): number {
    const known = this.pushNumbers.get(pushId);
    if (known !== undefined) return known;
    this.pushNumbers.set(pushId, this.pushIds.length);
    this.pushIds.push(pushId);
    return this.pushIds.length - 1;
  }

  private grow(): void {
    const room = this.times.length * 2;
    this.pushes = copied(new Uint32Array(room), this.pushes);
    this.tokens = copied(new BigUint64Array(room), this.tokens);
    this.payloads = copied(new BigUint64Array(room), this.payloads);
    this.times = copied(new Float64Array(room), this.times);
  }
}

const hex = (bits: bigint): string => bits.toString(16).padStart(16, '0');

function copied<T extends { set(from: T): void }>(to: T, from: T): T {
  to.set(from);
  return to;
}
