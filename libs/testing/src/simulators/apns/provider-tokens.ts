import { compactVerify, importSPKI } from 'jose';
import type { Connection } from '../frame/exchange.ts';
import type { ApnsReason } from './answers.ts';

/** A signing key that the provider knows. */
export interface ApnsKey {
  readonly keyId: string;
  readonly teamId: string;
  /** PEM (SPKI) of an EC key on P-256. */
  readonly publicKey: string;
}

const MINUTE_MS = 60_000;
/** Apple refuses tokens whose time of issue is more than an hour ago. */
const AGE_MAX_MS = 60 * MINUTE_MS;
/** Clocks of the two sides may differ. */
const FUTURE_MAX_MS = MINUTE_MS;
const UPDATE_INTERVAL_MS = 20 * MINUTE_MS;
/** Verified tokens remembered. */
const VERIFIED_MAX = 1_000;

interface Verified {
  readonly key: ApnsKey;
  readonly issuedAtMs: number;
}

/** Checks provider tokens (JWT, ES256), each one's signature once. */
export class ProviderTokens {
  private readonly verified = new Map<string, Verified>();
  private readonly seenBy = new WeakMap<object, { token: string; since: number }>();

  private readonly keys: readonly ApnsKey[];

  constructor(keys: readonly ApnsKey[]) {
    this.keys = keys;
  }

  /**
   * @param authorization the request's header
   * @param now milliseconds since the epoch
   * @param updatesPer the thing that keeps its token for 20 minutes: a connection, or the key on all connections
   * @returns the reason of a refusal; undefined for a good token
   */
  async check(
    authorization: string | undefined,
    { now, connection, updatesPer }: { now: number; connection: Connection; updatesPer: 'connection' | 'key' },
  ): Promise<ApnsReason | undefined> {
    if (authorization === undefined) return 'MissingProviderToken';
    const token = /^bearer (\S+)$/i.exec(authorization)?.[1];
    if (token === undefined) return 'InvalidProviderToken';
    const known = this.verified.get(token) ?? (await this.verify(token));
    if (known === undefined || known.issuedAtMs > now + FUTURE_MAX_MS) return 'InvalidProviderToken';
    if (now - known.issuedAtMs > AGE_MAX_MS) return 'ExpiredProviderToken';
    return this.isUpdatedTooOften(token, now, updatesPer === 'key' ? known.key : connection) ? 'TooManyProviderTokenUpdates' : undefined;
  }

  private isUpdatedTooOften(token: string, now: number, by: object): boolean {
    const seen = this.seenBy.get(by);
    if (seen?.token === token) return false;
    if (seen !== undefined && now - seen.since < UPDATE_INTERVAL_MS) return true;
    this.seenBy.set(by, { token, since: now });
    return false;
  }

  private async verify(token: string): Promise<Verified | undefined> {
    let key: ApnsKey | undefined;
    try {
      const { payload } = await compactVerify(
        token,
        async ({ kid }) => {
          key = this.keys.find(({ keyId }) => keyId === kid);
          if (key === undefined) throw new Error('Nobody knows this key.');
          return importSPKI(key.publicKey, 'ES256');
        },
        { algorithms: ['ES256'] },
      );
      const claims = JSON.parse(new TextDecoder().decode(payload)) as { iss?: unknown; iat?: unknown };
      if (key === undefined || claims.iss !== key.teamId || typeof claims.iat !== 'number') return undefined;
      const verified = { key, issuedAtMs: claims.iat * 1_000 };
      if (this.verified.size >= VERIFIED_MAX) this.verified.clear();
      this.verified.set(token, verified);
      return verified;
    } catch {
      return undefined; // malformed, of another algorithm, signed by another key
    }
  }
}
