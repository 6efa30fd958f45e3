import { hash } from 'node:crypto';
import type { Outbound } from '@parlance/outbound';
import type { Message, Outcome, PushProvider } from '@parlance/push';
import type { ChannelHosts } from '../channels/channel-hosts.ts';
import { postToChannel } from '../channels/post.ts';
import type { CredentialCheck } from '../credential-check.ts';
import { AccessTokens, type TokenAnswer } from '../oauth/access-tokens.ts';
import { askForToken } from '../oauth/ask-for-token.ts';
import { wnsOutcome } from './outcome.ts';

/** The identity of an app at WNS: that of the store, or one of a tenant of Entra ID. */
export interface WnsCredential {
  /** Package SID (`ms-app://...`), or the application id of the tenant. */
  readonly clientId: string;
  readonly clientSecret: string;
  /** Of Entra ID; absent for the store's identity. */
  readonly tenantId?: string;
}

export interface WnsOptions {
  readonly credential: WnsCredential;
  readonly outbound: Outbound;
  readonly hosts: ChannelHosts;
  /** The deployment's token endpoint; Microsoft's when left out. */
  readonly tokenUrl?: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** For one message, 10 s when left out. */
  readonly requestTimeoutMs?: number;
}

const STORE_TOKEN_URL = 'https://login.live.com/accesstoken.srf';
const TENANT_LOGIN = 'https://login.microsoftonline.com';
const TAG_LENGTH_MAX = 16;

/** Windows Push Notification Services, by HTTP/1.1 to the channel of each device. */
export class WnsProvider implements PushProvider {
  readonly #options: WnsOptions;
  readonly #tokens: AccessTokens;

  constructor(options: WnsOptions) {
    this.#options = options;
    this.#tokens = new AccessTokens(() => this.#ask(), options.now);
  }

  async send(messages: readonly Message[], signal: AbortSignal): Promise<readonly Outcome[]> {
    return Promise.all(messages.map((message) => this.#sendOne(message, signal)));
  }

  /** WNS tells a good identity by giving out a token. */
  async check(): Promise<CredentialCheck> {
    const answer = await this.#ask();
    return 'failure' in answer ? { ok: false, answer: answer.failure.reason } : { ok: true, answer: '200' };
  }

  async close(): Promise<void> {
    // The connections are those of `outbound`, which its owner closes.
  }

  async #sendOne(message: Message, signal: AbortSignal): Promise<Outcome> {
    const url = this.#options.hosts.allowed(message.to);
    if (url === undefined) return { kind: 'refused', reason: 'hostNotAllowed' };
    const first = await this.#tokens.current();
    if ('failure' in first) return first.failure;
    const outcome = await this.#post(url, message, first.token, signal);
    if (outcome.kind !== 'authError') return outcome;
    const second = await this.#tokens.renewed(first.token); // the message was refused with its token: it may be sent again
    return 'failure' in second ? second.failure : this.#post(url, message, second.token, signal);
  }

  async #post(url: URL, message: Message, token: string, signal: AbortSignal): Promise<Outcome> {
    const { outbound, now } = this.#options;
    const headers = { ...wnsHeaders(message, now()), authorization: `Bearer ${token}` };
    const answer = await postToChannel(
      outbound,
      { url, headers, body: message.payload, timeoutMs: this.#options.requestTimeoutMs },
      signal,
    );
    return 'kind' in answer ? answer : wnsOutcome(answer, now());
  }

  async #ask(): Promise<TokenAnswer> {
    const { credential, outbound, now, tokenUrl } = this.#options;
    const { clientId, clientSecret, tenantId } = credential;
    const scope = tenantId === undefined ? 'notify.windows.com' : 'https://wns.windows.com/.default';
    const own = tenantId === undefined ? STORE_TOKEN_URL : `${TENANT_LOGIN}/${encodeURIComponent(tenantId)}/oauth2/v2.0/token`;
    const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret, scope };
    return askForToken(outbound, tokenUrl ?? own, form, now);
  }
}

/**
 * The headers of a message, without its token.
 *
 * @param now milliseconds since the epoch
 */
export function wnsHeaders(message: Message, now: number): Record<string, string> {
  const type = message.pushType ?? 'wns/toast';
  const headers: Record<string, string> = {
    'content-type': type === 'wns/raw' ? 'application/octet-stream' : 'text/xml',
    'x-wns-type': type,
    'x-wns-requestforstatus': 'true',
  };
  if (message.expiresAt !== undefined) headers['x-wns-ttl'] = String(Math.max(1, Math.floor((message.expiresAt - now) / 1_000)));
  // Tags name toasts and tiles; a raw or badge notification has none.
  if (message.collapseId !== undefined && (type === 'wns/toast' || type === 'wns/tile')) headers['x-wns-tag'] = tagOf(message.collapseId);
  return headers;
}

function tagOf(id: string): string {
  return id.length <= TAG_LENGTH_MAX && /^[A-Za-z0-9]+$/.test(id) ? id : hash('sha256', id).slice(0, TAG_LENGTH_MAX);
}
