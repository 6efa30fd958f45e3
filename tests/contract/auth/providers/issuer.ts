import { type CryptoKey, exportJWK, exportSPKI, generateKeyPair, type JWK, SignJWT } from 'jose';
import { LocalService, type Route } from './local-service.ts';

export type Claims = Readonly<Record<string, unknown>>;

interface Key {
  readonly kid: string;
  readonly alg: string;
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
  readonly jwk: JWK;
}

/** An issuer of identity tokens with a real server for its keys, which it can change. */
export class Issuer {
  readonly service: LocalService;
  readonly #state: { keys: Key[]; away: boolean };

  private constructor(service: LocalService, state: { keys: Key[]; away: boolean }) {
    this.service = service;
    this.#state = state;
  }

  /** @param paths where its keys are served */
  static async start(
    paths: readonly string[],
    further: (self: () => string) => Readonly<Record<string, Route>> = () => ({}),
  ): Promise<Issuer> {
    const state = { keys: [await newKey('first')], away: false };
    const keys: Route = () => (state.away ? 503 : { keys: state.keys.map(({ jwk }) => jwk) });
    let url = '';
    const service = await LocalService.start({ ...Object.fromEntries(paths.map((path) => [path, keys])), ...further(() => url) });
    url = service.url;
    return new Issuer(service, state);
  }

  get key(): Key {
    const key = this.#state.keys[0];
    if (key === undefined) throw new Error('An issuer has a key.');
    return key;
  }

  set away(away: boolean) {
    this.#state.away = away;
  }

  /** Replaces all keys by a new one. */
  async rotate(kid: string, alg = 'RS256'): Promise<void> {
    this.#state.keys = [await newKey(kid, alg)];
  }

  sign(claims: Claims, header: Claims = {}): Promise<string> {
    return signWith(this.key, claims, header);
  }

  publicPem(): Promise<string> {
    return exportSPKI(this.key.publicKey);
  }

  stop(): Promise<void> {
    return this.service.stop();
  }
}

export async function newKey(kid: string, alg = 'RS256'): Promise<Key> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return { kid, alg, privateKey, publicKey, jwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } };
}

export function signWith(key: Pick<Key, 'kid' | 'alg' | 'privateKey'>, claims: Claims, header: Claims = {}): Promise<string> {
  return new SignJWT({ ...claims }).setProtectedHeader({ alg: key.alg, kid: key.kid, ...header }).sign(key.privateKey);
}
