import type { Outbound } from '@parlance/outbound';
import type { Message, Outcome, PushProvider } from '@parlance/push';
import type { CredentialCheck } from '../credential-check.ts';
import type { Http2Result } from '../http2/exchange.ts';
import { Http2Pool, type Http2PoolOptions, type PoolLoad } from '../http2/pool.ts';
import { AccessTokens, type TokenFailure } from '../oauth/access-tokens.ts';
import { FcmBodies } from './body.ts';
import { fcmFailure, fcmOutcome } from './outcome.ts';
import { askGoogle, GOOGLE_TOKEN_URL, type ServiceAccount } from './service-account.ts';

export const FCM_ORIGIN = 'https://fcm.googleapis.com:443';

export interface FcmOptions {
  readonly account: ServiceAccount;
  /** The way to the token endpoint. */
  readonly outbound: Outbound;
  /** `FCM_ORIGIN` when left out. */
  readonly origin?: string;
  /** `GOOGLE_TOKEN_URL` when left out. Never the one in a key file, which an app's owner could point anywhere. */
  readonly tokenUrl?: string;
  /** Authorities to trust instead of the usual ones, PEM. */
  readonly ca?: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly pool?: Pick<Http2PoolOptions, 'connections' | 'connectTimeoutMs' | 'requestTimeoutMs' | 'pingEveryMs'>;
}

/** Firebase Cloud Messaging, HTTP v1, over HTTP/2. One per project and key: nothing is shared with those of other projects. */
export class FcmProvider implements PushProvider {
  readonly #now: () => number;
  readonly #path: string;
  readonly #pool: Http2Pool;
  readonly #tokens: AccessTokens;
  readonly #bodies: FcmBodies;

  constructor({ account, outbound, origin = FCM_ORIGIN, tokenUrl = GOOGLE_TOKEN_URL, ca, now, pool }: FcmOptions) {
    this.#now = now;
    this.#path = `/v1/projects/${encodeURIComponent(account.projectId)}/messages:send`;
    this.#pool = new Http2Pool({ ...pool, origin, tls: ca === undefined ? {} : { ca } });
    this.#tokens = new AccessTokens(() => askGoogle(outbound, tokenUrl, account, now), now);
    this.#bodies = new FcmBodies(now);
  }

  get load(): PoolLoad {
    return this.#pool.load;
  }

  async send(messages: readonly Message[], signal: AbortSignal): Promise<readonly Outcome[]> {
    return Promise.all(
      messages.map(async (message) => {
        const result = await this.#exchange(this.#bodies.write(message), signal);
        return 'failure' in result ? result.failure : fcmOutcome(result, this.#now());
      }),
    );
  }

  /** Sends nothing to anybody: FCM validates a message to a token that no device has. */
  async check(signal: AbortSignal): Promise<CredentialCheck> {
    const message = { provider: 'fcm', pushId: 'check', installation: 'check', to: 'check', payload: '{}' } as const;
    const result = await this.#exchange(this.#bodies.write(message, { dryRun: true }), signal);
    if ('failure' in result) return { ok: false, answer: result.failure.reason };
    if (result.kind !== 'answer') return { ok: false, answer: result.reason };
    const { reason, aboutToken, code } = fcmFailure(result.body, result.status);
    const ok = result.status === 200 || (result.status === 400 && aboutToken) || code === 'UNREGISTERED';
    return { ok, answer: reason.startsWith('HTTP') ? String(result.status) : `${result.status} ${reason}` };
  }

  close(): Promise<void> {
    return this.#pool.close();
  }

  /** A token that is refused is renewed once, and the message, which was refused with it, is sent again. */
  async #exchange(body: string, signal: AbortSignal): Promise<Http2Result | { readonly failure: TokenFailure }> {
    const first = await this.#tokens.current();
    if ('failure' in first) return first;
    const result = await this.#request(first.token, body, signal);
    if (result.kind !== 'answer' || result.status !== 401) return result;
    if (fcmFailure(result.body, 401).code === 'THIRD_PARTY_AUTH_ERROR') return result; // of the app's APNs key, which a token does not mend
    const second = await this.#tokens.renewed(first.token);
    return 'failure' in second ? second : this.#request(second.token, body, signal);
  }

  #request(token: string, body: string, signal: AbortSignal): Promise<Http2Result> {
    const headers = { ':method': 'POST', ':path': this.#path, authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    return this.#pool.request({ headers, body }, signal);
  }
}
