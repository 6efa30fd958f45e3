import type { Outbound, OutboundAnswer } from '@parlance/outbound';
import type { Message, Outcome, PushProvider } from '@parlance/push';
import type { ChannelHosts } from '../channels/channel-hosts.ts';
import { headerOf, postToChannel } from '../channels/post.ts';
import type { CredentialCheck } from '../credential-check.ts';
import { reasonOf } from '../reason.ts';
import { retryAfterMs } from '../retry-after.ts';

export interface MpnsOptions {
  readonly outbound: Outbound;
  readonly hosts: ChannelHosts;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** For one message, 10 s when left out. */
  readonly requestTimeoutMs?: number;
}

const INACTIVE_MS = 3_600_000;
const HEADERS = {
  'content-type': 'text/xml',
  'x-windowsphone-target': 'toast',
  'x-notificationclass': '2', // at once
};

/** The reason of refusals because a channel had its 500 messages of the day: nothing is tried before the next one. */
export const QUOTA = 'quota';

/** The service of Windows Phone 8, by HTTP/1.1 to the channel of each device, without credentials. */
export class MpnsProvider implements PushProvider {
  readonly #options: MpnsOptions;

  constructor(options: MpnsOptions) {
    this.#options = options;
  }

  async send(messages: readonly Message[], signal: AbortSignal): Promise<readonly Outcome[]> {
    return Promise.all(messages.map((message) => this.#sendOne(message, signal)));
  }

  /** There are no credentials that could be bad. */
  async check(): Promise<CredentialCheck> {
    return { ok: true, answer: 'noCredentials' };
  }

  async close(): Promise<void> {
    // The connections are those of `outbound`, which its owner closes.
  }

  async #sendOne(message: Message, signal: AbortSignal): Promise<Outcome> {
    const { outbound, hosts, now } = this.#options;
    const url = hosts.allowed(message.to);
    if (url === undefined) return { kind: 'refused', reason: 'hostNotAllowed' };
    const answer = await postToChannel(
      outbound,
      { url, headers: HEADERS, body: message.payload, timeoutMs: this.#options.requestTimeoutMs },
      signal,
    );
    return 'kind' in answer ? answer : mpnsOutcome(answer, now());
  }
}

/**
 * The outcome of one message. Section 6.4 of docs/contract/30-push-engine.md holds the table; the states are those of Microsoft's "Push
 * notification service response codes for Windows Phone 8".
 *
 * @param now milliseconds since the epoch
 */
export function mpnsOutcome(answer: OutboundAnswer, now: number): Outcome {
  const { status } = answer;
  const state = headerOf(answer, 'x-notificationstatus');
  const afterMs = retryAfterMs(answer.headers['retry-after'], now);
  const reason = reasonOf(state, status);
  if (status === 200 && state === 'QueueFull') return { kind: 'retry', reason, ...(afterMs === undefined ? {} : { afterMs }) };
  if (status === 200 && state !== undefined && state !== 'Received') return { kind: 'refused', reason }; // Suppressed: by its user
  if (status === 200) return { kind: 'sent' };
  if (status === 404 || status === 410) return { kind: 'dead', reason: reasonOf(headerOf(answer, 'x-subscriptionstatus'), status) };
  if (status === 406) return { kind: 'refused', reason: QUOTA };
  if (status === 412) return { kind: 'retry', reason, afterMs: Math.max(afterMs ?? 0, INACTIVE_MS) };
  if (status === 413) return { kind: 'tooLarge' };
  if (status === 429 || status >= 500) return { kind: 'retry', reason, ...(afterMs === undefined ? {} : { afterMs }) };
  return { kind: 'refused', reason };
}
