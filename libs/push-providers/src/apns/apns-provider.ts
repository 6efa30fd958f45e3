import type { Message, Outcome, PushProvider } from '@parlance/push';
import type { CredentialCheck } from '../credential-check.ts';
import type { Http2Result } from '../http2/exchange.ts';
import { Http2Pool, type Http2PoolOptions, type PoolLoad } from '../http2/pool.ts';
import { apnsHeaders, isApnsToken } from './headers.ts';
import { apnsOutcome, apnsReason } from './outcome.ts';
import type { ApnsKey, ApnsProviderTokens } from './provider-tokens.ts';

export const APNS_ORIGINS = {
  production: 'https://api.push.apple.com:443',
  sandbox: 'https://api.sandbox.push.apple.com:443',
} as const;

/** A key for tokens, or a certificate with its key, PEM. */
export type ApnsCredential =
  | ({ readonly kind: 'token' } & ApnsKey)
  | { readonly kind: 'certificate'; readonly cert: string; readonly key: string; readonly passphrase?: string };

export interface ApnsOptions {
  readonly credential: ApnsCredential;
  /** Of the whole process. */
  readonly tokens: ApnsProviderTokens;
  /** One of `APNS_ORIGINS`, or the deployment's own. */
  readonly origin: string;
  /** The bundle id of messages that name no topic. */
  readonly topic?: string;
  /** Authorities to trust instead of the usual ones, PEM. */
  readonly ca?: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly pool?: Pick<Http2PoolOptions, 'connections' | 'connectTimeoutMs' | 'requestTimeoutMs' | 'pingEveryMs'>;
}

/** A token that no device has: APNs looks at the credential first. */
const NO_DEVICE = '0'.repeat(64);
/** Answers that a message to no device gets with a good credential. One that is for all apps of a team names no topic. */
const GOOD_CREDENTIAL: ReadonlySet<string> = new Set(['BadDeviceToken', 'DeviceTokenNotForTopic', 'MissingTopic']);

/** Apple Push Notification service, by HTTP/2. */
export class ApnsProvider implements PushProvider {
  readonly #options: ApnsOptions;
  readonly #pool: Http2Pool;

  constructor(options: ApnsOptions) {
    const { credential, ca, origin } = options;
    const own = credential.kind === 'certificate' ? { cert: credential.cert, key: credential.key, passphrase: credential.passphrase } : {};
    this.#options = options;
    this.#pool = new Http2Pool({ ...options.pool, origin, tls: { ...own, ...(ca === undefined ? {} : { ca }) } });
  }

  get load(): PoolLoad {
    return this.#pool.load;
  }

  async send(messages: readonly Message[], signal: AbortSignal): Promise<readonly Outcome[]> {
    return Promise.all(messages.map((message) => this.#sendOne(message, signal)));
  }

  /** Sends nothing to anybody: a message to a token that no device has is answered by the opinion of APNs on the credential. */
  async check(signal: AbortSignal): Promise<CredentialCheck> {
    const result = await this.#exchange(
      { provider: 'apns', pushId: 'check', installation: 'check', to: NO_DEVICE, payload: '{"aps":{}}' },
      signal,
    );
    if (result === undefined) return { ok: false, answer: 'InvalidPrivateKey' };
    if (result.kind !== 'answer') return { ok: false, answer: result.reason };
    const { reason } = apnsReason(result.body, result.status);
    const ok = result.status === 200 || (result.status === 400 && GOOD_CREDENTIAL.has(reason));
    return { ok, answer: reason.startsWith('HTTP') ? String(result.status) : `${result.status} ${reason}` };
  }

  close(): Promise<void> {
    return this.#pool.close();
  }

  async #sendOne(message: Message, signal: AbortSignal): Promise<Outcome> {
    if (!isApnsToken(message.to)) return { kind: 'dead', reason: 'malformedToken' };
    const result = await this.#exchange(message, signal);
    return result === undefined ? { kind: 'authError', reason: 'InvalidPrivateKey' } : apnsOutcome(result, this.#options.now());
  }

  /** @returns undefined when the private key cannot be read */
  async #exchange(message: Message, signal: AbortSignal): Promise<Http2Result | undefined> {
    const { credential, tokens, topic, now } = this.#options;
    const headers = apnsHeaders(message, topic, now());
    const body = message.payload;
    if (credential.kind === 'certificate') return this.#pool.request({ headers, body }, signal);
    try {
      const token = await tokens.current(credential);
      const result = await this.#pool.request({ headers: { ...headers, authorization: `bearer ${token}` }, body }, signal);
      if (result.kind !== 'answer' || result.status !== 403 || apnsReason(result.body, 403).reason !== 'ExpiredProviderToken')
        return result;
      const renewed = await tokens.renewed(credential, token); // the message was refused for sure: it may be sent again
      return renewed === undefined
        ? result
        : await this.#pool.request({ headers: { ...headers, authorization: `bearer ${renewed}` }, body }, signal);
    } catch {
      return undefined; // the error of the key's reader may quote the key
    }
  }
}
