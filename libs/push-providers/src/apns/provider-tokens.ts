import { hash } from 'node:crypto';
import { importPKCS8, SignJWT } from 'jose';

/** A key of an Apple developer team. */
export interface ApnsKey {
  readonly teamId: string;
  readonly keyId: string;
  /** PEM (PKCS #8), the text of the `.p8` file. */
  readonly privateKey: string;
}

interface Issued {
  readonly issuedAt: number;
  readonly token: Promise<string>;
}

const REFRESH_AFTER_MS = 50 * 60_000;
/** Apple refuses tokens of one key that change more often. */
const UPDATE_EVERY_MS = 20 * 60_000;
const KEYS_MAX = 10_000;

/**
 * The provider tokens of a process: one for each key, whichever apps and connections use it, since Apple counts the updates of a key.
 *
 * A key is known by its private part too: nobody gets a token by naming another team's key.
 */
export class ApnsProviderTokens {
  readonly #now: () => number;
  readonly #issued = new Map<string, Issued>();

  /** @param now milliseconds since the epoch */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** The token to send now; renewed after 50 minutes. @throws when the private key cannot be read */
  current(key: ApnsKey): Promise<string> {
    const known = this.#issued.get(nameOf(key));
    if (known !== undefined && this.#now() - known.issuedAt < REFRESH_AFTER_MS) return known.token;
    return this.#issue(key);
  }

  /**
   * Another token than the refused one.
   *
   * @returns undefined when the refused one is younger than 20 minutes: Apple would refuse a further one, and clocks that differ do not
   *   mend by it
   */
  async renewed(key: ApnsKey, refused: string): Promise<string | undefined> {
    const known = this.#issued.get(nameOf(key));
    if (known === undefined) return this.#issue(key);
    const token = await known.token;
    if (token !== refused) return token; // somebody else was refused too, and has renewed it
    return this.#now() - known.issuedAt < UPDATE_EVERY_MS ? undefined : this.#issue(key);
  }

  #issue(key: ApnsKey): Promise<string> {
    const name = nameOf(key);
    const issued = { issuedAt: this.#now(), token: sign(key, this.#now()) };
    this.#issued.delete(name);
    this.#issued.set(name, issued);
    issued.token.catch(() => {
      if (this.#issued.get(name) === issued) this.#issued.delete(name);
    });
    const oldest = this.#issued.keys().next();
    if (this.#issued.size > KEYS_MAX && oldest.done !== true) this.#issued.delete(oldest.value);
    return issued.token;
  }
}

async function sign({ teamId, keyId, privateKey }: ApnsKey, now: number): Promise<string> {
  const key = await importPKCS8(privateKey, 'ES256');
  return new SignJWT({ iss: teamId, iat: Math.floor(now / 1_000) }).setProtectedHeader({ alg: 'ES256', kid: keyId }).sign(key);
}

function nameOf({ teamId, keyId, privateKey }: ApnsKey): string {
  return JSON.stringify([teamId, keyId, hash('sha256', privateKey)]);
}
