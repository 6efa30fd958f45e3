import { createHmac, createSecretKey, hash, timingSafeEqual, type KeyObject } from 'node:crypto';

/** The kinds of messages that are sealed. A seal of one kind is none of the other, whatever the rest says. */
export type SealedKind = 'request' | 'event';

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
 * The keys of a deployment, by which its processes know each other's messages: HMAC-SHA-256 over the four members of `Sealed`. Whoever can
 * publish on the NATS server, and has no key, can be nobody.
 *
 * Seals are bound to a time by their values: the deadline of a request, the moment of an event. Until then a seal that was overheard is good
 * for exactly the same message.
 */
export class Seals {
  readonly #keys: readonly KeyObject[];
  readonly #current: KeyObject;

  /** @param keys the first seals, all are believed, so that a key can be replaced without an outage. @throws Error without any */
  constructor(keys: readonly Uint8Array[]) {
    const [current, ...others] = keys.map((key) => createSecretKey(key));
    if (current === undefined) throw new Error('A sealed bus needs a key.');
    this.#current = current;
    this.#keys = [current, ...others];
  }

  seal(sealed: Sealed): string {
    return mac(this.#current, sealed).toString('base64url');
  }

  /** @param seal as it arrived: anything, or empty where there was none */
  isGenuine(seal: string, sealed: Sealed): boolean {
    const given = Buffer.from(seal, 'base64url');
    return this.#keys.some((key) => {
      const right = mac(key, sealed);
      return given.length === right.length && timingSafeEqual(given, right);
    });
  }
}

function mac(key: KeyObject, { kind, subject, value, body }: Sealed): Buffer {
  return createHmac('sha256', key).update(`${kind}\n${subject}\n${value}\n`).update(body).digest();
}

/** Stands for a large body in the seal of its offer. */
export function digestOf(body: Uint8Array): string {
  return hash('sha256', body, 'base64url');
}
