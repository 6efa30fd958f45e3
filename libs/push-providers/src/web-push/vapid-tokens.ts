import { importJWK, SignJWT } from 'jose';

/** The keys by which push services know a sender (RFC 8292), base64url. */
export interface VapidCredential {
  /** The uncompressed point. */
  readonly publicKey: string;
  readonly privateKey: string;
  /** `mailto:` or `https:` address of the people who answer for the sender. */
  readonly subject: string;
}

/** Services refuse tokens that live longer than a day. */
const LIFE_MS = 12 * 3_600_000;
const RENEW_AFTER_MS = 3_600_000;
const AUDIENCES_MAX = 1_000;
const POINT_BYTES = 65;
const SUBJECT = /^(mailto:|https:\/\/)/;

/**
 * The values of the header `Authorization` for push services: one token per service and hour, since signing is dear.
 *
 * They are signed here and not by `web-push`, which goes by the clock of the machine alone.
 */
export class VapidTokens {
  readonly #credential: VapidCredential;
  readonly #now: () => number;
  readonly #issued = new Map<string, { readonly issuedAt: number; readonly header: Promise<string> }>();

  /** @param now milliseconds since the epoch */
  constructor(credential: VapidCredential, now: () => number) {
    this.#credential = credential;
    this.#now = now;
  }

  /** @param audience the origin of the endpoint @throws when a key or the subject cannot be used */
  current(audience: string): Promise<string> {
    const known = this.#issued.get(audience);
    if (known !== undefined && this.#now() - known.issuedAt < RENEW_AFTER_MS) return known.header;
    if (this.#issued.size >= AUDIENCES_MAX) this.#issued.clear();
    const issued = { issuedAt: this.#now(), header: this.#sign(audience) };
    this.#issued.set(audience, issued);
    issued.header.catch(() => this.#issued.delete(audience));
    return issued.header;
  }

  async #sign(audience: string): Promise<string> {
    const { publicKey, privateKey, subject } = this.#credential;
    const point = Buffer.from(publicKey, 'base64url');
    if (point.length !== POINT_BYTES || !SUBJECT.test(subject)) throw new TypeError('The key or the subject is malformed.');
    const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((half) => half.toString('base64url'));
    const key = await importJWK({ kty: 'EC', crv: 'P-256', x, y, d: privateKey.replace(/=+$/, '') }, 'ES256');
    const token = await new SignJWT()
      .setProtectedHeader({ alg: 'ES256', typ: 'JWT' })
      .setAudience(audience)
      .setSubject(subject)
      .setExpirationTime(Math.floor((this.#now() + LIFE_MS) / 1_000))
      .sign(key);
    return `vapid t=${token}, k=${point.toString('base64url')}`;
  }
}
