import { createHmac, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { WebhookSettings } from '@parlance/app-settings';
import { BoundedCache } from '@parlance/cache';
import { ParseError } from '@parlance/errors';
import { span } from '@parlance/telemetry';
import { Outbound, OutboundError, type OutboundAnswer } from '@parlance/outbound';

/** Apps differ by the addresses that they allow; most allow none, and share their connections. */
const POOLS_MAX = 200;
const SOCKETS_PER_HOST_MAX = 64;
/** Answers are as large as parameters may be. */
const ANSWER_BYTES_MAX = 50 << 20;
const FIRST_PAUSE_MS = 100;
/** Statuses of a server that has not worked on the request. */
const AWAY: ReadonlySet<number> = new Set([502, 503, 504]);

/** One call of a webhook. */
export interface HookCall {
  readonly url: string;
  /** JSON. */
  readonly body: string;
  /** Whether it may arrive twice. */
  readonly isIdempotent: boolean;
  /** Epoch milliseconds. */
  readonly deadline: number;
  readonly settings: WebhookSettings;
  readonly key: string | undefined;
}

/** Sends calls to webhooks through `libs/outbound`, and again where that can do no harm. */
export class HookCaller {
  readonly #allowedAddresses: readonly string[];
  readonly #pools = new BoundedCache<string, Outbound>({ max: POOLS_MAX });

  /** @param allowedAddresses private addresses and ranges that the operator lets apps list */
  constructor(allowedAddresses: readonly string[]) {
    this.#allowedAddresses = allowedAddresses;
  }

  /**
   * @throws WebhookFailed (143) when the webhook may not be called, or cannot be reached, or answers too much; RequestTimeout (124) when it does
   *   not answer in time
   */
  call(call: HookCall): Promise<OutboundAnswer> {
    return span('call of a webhook', 'client', undefined, () => this.#call(call));
  }

  async #call(call: HookCall): Promise<OutboundAnswer> {
    const until = Math.min(call.deadline, Date.now() + call.settings.timeoutMs);
    const id = randomUUID();
    for (let repeats = 0; ; repeats++) {
      const outcome = await this.#attempt(call, id, until);
      const mayRepeat = repeats < call.settings.retriesMax && isWorthRepeating(outcome, call.isIdempotent);
      const pauseMs = FIRST_PAUSE_MS * 2 ** repeats;
      if (!mayRepeat || Date.now() + pauseMs >= until) {
        if (outcome instanceof OutboundError) throw faultOf(outcome);
        return outcome;
      }
      await sleep(pauseMs);
    }
  }

  async #attempt(call: HookCall, id: string, until: number): Promise<OutboundAnswer | OutboundError> {
    const { url, body, settings } = call;
    const timeoutMs = Math.max(1, until - Date.now());
    const request = { method: 'POST', url, headers: headersOf(call, id), body, timeoutMs, bytesMax: ANSWER_BYTES_MAX } as const;
    try {
      return await this.#poolOf(settings.allowedAddresses).request(request);
    } catch (error) {
      if (error instanceof OutboundError) return error;
      throw error;
    }
  }

  #poolOf(allowedByApp: readonly string[]): Outbound {
    const key = allowedByApp.join(' ');
    const known = this.#pools.get(key);
    if (known !== undefined) return known;
    const pool = new Outbound({
      allowedAddresses: this.#allowedAddresses,
      allowedByApp,
      plainHttp: true,
      socketsPerHostMax: SOCKETS_PER_HOST_MAX,
    });
    this.#pools.set(key, pool);
    return pool;
  }
}

function headersOf({ body, key, settings: { signatureKey } }: HookCall, id: string): Record<string, string> {
  const headers = {
    'content-type': 'application/json',
    'x-parlance-call': id,
    ...(key === undefined ? {} : { 'x-parse-webhook-key': key }),
  };
  if (signatureKey === undefined) return headers;
  const seconds = String(Math.floor(Date.now() / 1_000));
  return { ...headers, 'x-parlance-timestamp': seconds, 'x-parlance-signature': signatureOf(signatureKey, seconds, body) };
}

/** The value by which a webhook knows its caller: `v1=` and the HMAC in hexadecimal digits. */
export function signatureOf(key: string, timestamp: string, body: string): string {
  return `v1=${createHmac('sha256', key).update(`${timestamp}.${body}`).digest('hex')}`;
}

/** A call that cannot have arrived may be sent again, whatever it does; one that may have arrived only where it may arrive twice. */
function isWorthRepeating(outcome: OutboundAnswer | OutboundError, isIdempotent: boolean): boolean {
  if (!(outcome instanceof OutboundError)) return isIdempotent && AWAY.has(outcome.status);
  return outcome.failure === 'unreachable' && (isIdempotent || !outcome.sent);
}

function faultOf({ failure }: OutboundError): ParseError {
  switch (failure) {
    case 'refused':
      return new ParseError('WebhookFailed', 'The address of the webhook may not be called.');
    case 'unreachable':
      return new ParseError('WebhookFailed', 'The webhook cannot be reached.');
    case 'late':
      return new ParseError('RequestTimeout', 'The webhook did not answer in time.');
    case 'too-large':
      return new ParseError('WebhookFailed', 'The webhook answered with too much.');
  }
}
