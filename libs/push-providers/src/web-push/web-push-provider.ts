import { createECDH, hash } from 'node:crypto';
import type { Outbound, OutboundAnswer } from '@parlance/outbound';
import type { Message, Outcome, PushProvider } from '@parlance/push';
import webPush from 'web-push';
import type { ChannelHosts } from '../channels/channel-hosts.ts';
import { postToChannel } from '../channels/post.ts';
import type { CredentialCheck } from '../credential-check.ts';
import { reasonOf } from '../reason.ts';
import { retryAfterMs } from '../retry-after.ts';
import { parseSubscription } from './subscription.ts';
import { VapidTokens, type VapidCredential } from './vapid-tokens.ts';

export interface WebPushOptions {
  readonly credential: VapidCredential;
  readonly outbound: Outbound;
  readonly hosts: ChannelHosts;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** For one message, 10 s when left out. */
  readonly requestTimeoutMs?: number;
}

const TTL_SECONDS_MAX = 28 * 86_400;
const THROTTLED_MS = 60_000;
const ENCODING = 'aes128gcm';
const URGENCY = { 10: 'high', 5: 'normal', 1: 'low' } as const;

/** Web Push: messages encrypted for one browser each (RFC 8291), to the endpoint of its vendor. */
export class WebPushProvider implements PushProvider {
  readonly #options: WebPushOptions;
  readonly #tokens: VapidTokens;

  constructor(options: WebPushOptions) {
    this.#options = options;
    this.#tokens = new VapidTokens(options.credential, options.now);
  }

  async send(messages: readonly Message[], signal: AbortSignal): Promise<readonly Outcome[]> {
    return Promise.all(messages.map((message) => this.#sendOne(message, signal)));
  }

  /** No service checks a sender without a subscriber: the keys have to belong to each other, and a token to be signed by them. */
  async check(): Promise<CredentialCheck> {
    try {
      const { publicKey, privateKey } = this.#options.credential;
      const pair = createECDH('prime256v1');
      pair.setPrivateKey(privateKey, 'base64url');
      if (pair.getPublicKey('base64url') !== publicKey.replace(/=+$/, '')) return { ok: false, answer: 'keysDoNotMatch' };
      await this.#tokens.current('https://check.invalid');
      return { ok: true, answer: 'keysMatch' };
    } catch {
      return { ok: false, answer: 'InvalidKey' }; // errors of key readers may quote the key
    }
  }

  async close(): Promise<void> {
    // The connections are those of `outbound`, which its owner closes.
  }

  async #sendOne(message: Message, signal: AbortSignal): Promise<Outcome> {
    const { outbound, hosts, now } = this.#options;
    const subscription = parseSubscription(message.to);
    if (subscription === undefined) return { kind: 'dead', reason: 'malformedSubscription' };
    const url = hosts.allowed(subscription.endpoint);
    if (url === undefined) return { kind: 'refused', reason: 'hostNotAllowed' };
    let authorization: string;
    try {
      authorization = await this.#tokens.current(url.origin);
    } catch {
      return { kind: 'authError', reason: 'InvalidKey' };
    }
    let body: Uint8Array;
    let headers: Record<string, string>;
    try {
      const details = webPush.generateRequestDetails(subscription, message.payload, {
        contentEncoding: ENCODING,
        TTL: ttlOf(message, now()),
      });
      body = details.body ?? new Uint8Array();
      headers = Object.fromEntries(Object.entries(details.headers).map(([name, value]) => [name.toLowerCase(), String(value)]));
    } catch {
      return { kind: 'dead', reason: 'malformedSubscription' }; // keys of the wrong length, or no point of the curve
    }
    const answer = await postToChannel(
      outbound,
      { url, headers: { ...headers, ...ownHeaders(message), authorization }, body, timeoutMs: this.#options.requestTimeoutMs },
      signal,
    );
    return 'kind' in answer ? answer : webPushOutcome(answer, now());
  }
}

/**
 * The outcome of one message. Sources: section 6.5 of docs/contract/30-push-engine.md; RFC 8030, sections 5 and 8.4.
 *
 * @param now milliseconds since the epoch
 */
export function webPushOutcome(answer: OutboundAnswer, now: number): Outcome {
  const { status } = answer;
  const reason = reasonOf(undefined, status);
  const afterMs = retryAfterMs(answer.headers['retry-after'], now);
  if (status === 201 || status === 200 || status === 202) return { kind: 'sent' };
  if (status === 404 || status === 410) return { kind: 'dead', reason };
  if (status === 401 || status === 403) return { kind: 'authError', reason };
  if (status === 413) return { kind: 'tooLarge' };
  if (status === 429) return { kind: 'retry', reason, afterMs: afterMs ?? THROTTLED_MS, throttled: true };
  if (status >= 500) return { kind: 'retry', reason, ...(afterMs === undefined ? {} : { afterMs }) };
  return { kind: 'refused', reason };
}

function ttlOf({ expiresAt }: Message, now: number): number {
  return expiresAt === undefined ? TTL_SECONDS_MAX : Math.min(TTL_SECONDS_MAX, Math.max(1, Math.floor((expiresAt - now) / 1_000)));
}

function ownHeaders({ priority, collapseId }: Message): Record<string, string> {
  return {
    ...(priority === undefined ? {} : { urgency: URGENCY[priority] }),
    // RFC 8030, section 5.4: at most 32 characters of base64url.
    ...(collapseId === undefined
      ? {}
      : { topic: /^[A-Za-z0-9_-]{1,32}$/.test(collapseId) ? collapseId : hash('sha256', collapseId).slice(0, 32) }),
  };
}
