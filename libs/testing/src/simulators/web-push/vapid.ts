import { importJWK, jwtVerify } from 'jose';

const LIFE_MS_MAX = 24 * 3_600_000;
/** Tokens whose signature was checked. */
const VERIFIED_MAX = 1_000;

/** Checks who sends: a JWT (ES256) with the public key that signed it. Source: RFC 8292. */
export class Vapid {
  private readonly verified = new Map<string, number>();

  /** @param publicKey base64url of the uncompressed point: the key that subscriptions were made for */
  private readonly publicKey: string;
  private readonly audience: () => string;

  constructor(publicKey: string, audience: () => string) {
    this.publicKey = publicKey;
    this.audience = audience;
  }

  /** @returns the answer of a refusal; undefined for a good header */
  async check(authorization: string | undefined, now: number): Promise<'Unauthorized' | 'Forbidden' | undefined> {
    const [, scheme = '', rest = ''] = /^(\S+) (.*)$/.exec(authorization ?? '') ?? [];
    if (scheme.toLowerCase() !== 'vapid') return 'Unauthorized';
    const parameters = new Map(rest.split(',').map((part) => part.trim().split(/=(.*)/s, 2) as [string, string]));
    const token = parameters.get('t');
    if (token === undefined) return 'Unauthorized';
    if (parameters.get('k') !== this.publicKey) return 'Forbidden';
    const expiresAt = this.verified.get(token) ?? (await this.verify(token, now));
    return expiresAt !== undefined && now < expiresAt ? undefined : 'Forbidden';
  }

  private async verify(token: string, now: number): Promise<number | undefined> {
    const point = Buffer.from(this.publicKey, 'base64url');
    const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((part) => part.toString('base64url'));
    try {
      const key = await importJWK({ kty: 'EC', crv: 'P-256', x, y }, 'ES256');
      const options = { algorithms: ['ES256'], audience: this.audience(), currentDate: new Date(now), requiredClaims: ['exp', 'sub'] };
      const { payload } = await jwtVerify(token, key, options);
      const expiresAt = payload.exp! * 1_000;
      if (expiresAt > now + LIFE_MS_MAX || !/^(mailto:|https:)/.test(payload.sub!)) return undefined;
      if (this.verified.size >= VERIFIED_MAX) this.verified.clear();
      this.verified.set(token, expiresAt);
      return expiresAt;
    } catch {
      return undefined; // malformed, of another key, for another service, expired
    }
  }
}
