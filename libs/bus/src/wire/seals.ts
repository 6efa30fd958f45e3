import { createHmac, hash, timingSafeEqual } from 'node:crypto';

/** The kinds of messages that are sealed. A seal of one kind is none of the other, whatever the rest says. */
export type SealedKind = 'request' | 'event' | 'journal';

/** All that a seal vouches for: none of it can be changed, and none of it be put into another message. */
export interface Sealed {
  readonly kind: SealedKind;
  /** With the prefix of the deployment. */
  readonly subject: string;
  /** A header value, so it has no line ends: identity, app and time are in it. */
  readonly value: string;
  /** The body, or its offer where it comes in parts. */
  readonly body: Uint8Array | string;
}

/**
 * The keys of a deployment, by which its processes know each other's messages: HMAC-SHA-256 over the four members of `Sealed`. A process
 * that can publish on the NATS server, and has no key, can be nobody.
 *
 * Seals are bound to a time by their values: the deadline of a request, the moment of an event. Until then a seal that was overheard is good
 * for exactly the same message.
 */
export class Seals {
  readonly #keys: readonly Hmac[];
  readonly #current: Hmac;
  readonly #given = Buffer.alloc(SEAL_LENGTH);
  readonly #right = Buffer.alloc(SEAL_LENGTH);

  /** @param keys the first seals, all are believed, so that a key can be replaced without an outage. @throws Error without any */
  constructor(keys: readonly Uint8Array[]) {
    const [current, ...others] = keys.map((key) => new Hmac(key));
    if (current === undefined) throw new Error('A sealed bus needs a key.');
    this.#current = current;
    this.#keys = [current, ...others];
  }

  seal(sealed: Sealed): string {
    return this.#current.of(startOf(sealed), sealed.body);
  }

  /** @param seal as it arrived: anything, or empty where there was none */
  isGenuine(seal: string, sealed: Sealed): boolean {
    if (seal.length !== SEAL_LENGTH) return false;
    const start = startOf(sealed);
    return this.#keys.some((key) => this.#areEqual(seal, key.of(start, sealed.body)));
  }

  /** In a time that does not tell where they differ. */
  #areEqual(given: string, right: string): boolean {
    this.#given.write(given, 0, 'latin1');
    this.#right.write(right, 0, 'latin1');
    return timingSafeEqual(this.#given, this.#right);
  }
}

/** In base64url, without padding. */
const SEAL_LENGTH = 43;

function startOf({ kind, subject, value }: Sealed): string {
  return `${kind}\n${subject}\n${value}\n`;
}

const BLOCK_BYTES = 64;
const DIGEST_BYTES = 32;
/** Longer messages are hashed by Node's own HMAC: the copy would cost more than it saves. */
const SHORT_BYTES = 16 * 1024;
/** Of one UTF-16 unit as UTF-8. */
const UNIT_BYTES_MAX = 3;

/**
 * HMAC-SHA-256 (RFC 2104) of a string and bytes behind it. Short messages are put together in one buffer that is kept, and hashed twice in one
 * call each: a quarter of the time of `createHmac`, whose objects cost most of theirs when they are collected.
 */
class Hmac {
  readonly #key: Uint8Array;
  readonly #inner = Buffer.alloc(BLOCK_BYTES + SHORT_BYTES);
  readonly #outer = Buffer.alloc(BLOCK_BYTES + DIGEST_BYTES);

  /** @param key of 64 bytes at most */
  constructor(key: Uint8Array) {
    this.#key = key;
    for (let at = 0; at < BLOCK_BYTES; at++) {
      this.#inner[at] = (key[at] ?? 0) ^ 0x36;
      this.#outer[at] = (key[at] ?? 0) ^ 0x5c;
    }
  }

  /** @returns in base64url */
  of(start: string, body: Uint8Array | string): string {
    const unit = typeof body === 'string' ? UNIT_BYTES_MAX : 1;
    if (start.length * UNIT_BYTES_MAX + body.length * unit > SHORT_BYTES) {
      return createHmac('sha256', this.#key).update(start).update(body).digest('base64url');
    }
    let end = BLOCK_BYTES + this.#inner.write(start, BLOCK_BYTES);
    if (typeof body === 'string') end += this.#inner.write(body, end);
    else {
      this.#inner.set(body, end);
      end += body.length;
    }
    // As strings: a buffer for each digest would cost more than the hash.
    this.#outer.write(hash('sha256', this.#inner.subarray(0, end), 'binary'), BLOCK_BYTES, 'latin1');
    return hash('sha256', this.#outer, 'base64url');
  }
}

/** Stands for a large body in the seal of its offer. */
export function digestOf(body: Uint8Array): string {
  return hash('sha256', body, 'base64url');
}
