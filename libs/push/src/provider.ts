/** The services that bring pushes to devices, by the protocol that each of them speaks. */
export const PROVIDER_NAMES = ['apns', 'fcm', 'wns', 'mpns', 'webpush'] as const;
export type ProviderName = (typeof PROVIDER_NAMES)[number];

/**
 * One message, ready to be handed to a provider. Its payload is rendered once per (provider, appIdentifier, locale, variant), apart from
 * the device's own parts.
 */
export interface Message {
  readonly provider: ProviderName;
  readonly pushId: string;
  /** The installation's id, for tracing. */
  readonly installation: string;
  /** A token or a channel URI; of webpush the subscription's JSON. */
  readonly to: string;
  readonly topic?: string;
  /** Of APNs: `alert`, `background`, `voip` and so on. Of WNS: `wns/toast` and so on. */
  readonly pushType?: string;
  /** 10 is at once, 5 when it costs little power, 1 whenever. */
  readonly priority?: 10 | 5 | 1;
  readonly collapseId?: string;
  /** Milliseconds since the epoch; absent for the longest that the provider keeps messages. */
  readonly expiresAt?: number;
  /**
   * The provider's JSON or XML, final:
   * - `apns`: the body of the request
   * - `fcm`: the object `message` of the v1 API without its target. It begins with `{"android":{"priority":`, so that the adapter adds the
   *   rest without parsing: `"token"` behind the first brace, and `"ttl":"<seconds>s"` behind `"android":{`
   * - `wns`: the XML of a toast, tile or badge, or the JSON of a raw notification; `mpns`: XML
   * - `webpush`: JSON before encryption
   */
  readonly payload: string;
}

/** The result of handing one message over. `retry` is provably unprocessed; `unknown` may have arrived. */
export type Outcome =
  | { readonly kind: 'sent' }
  /** The token or URI stopped to exist; `at` is when, in milliseconds since the epoch, where the provider says it. */
  | { readonly kind: 'dead'; readonly reason: string; readonly at?: number }
  | { readonly kind: 'refused' | 'unknown' | 'authError'; readonly reason: string }
  | { readonly kind: 'tooLarge' }
  /** `throttled`: the provider complains about the rate at which it is sent to. */
  | { readonly kind: 'retry'; readonly reason: string; readonly afterMs?: number; readonly throttled?: true };

/** How busy the connections of a provider are; `window` is how many requests they carry at a time. */
export interface ProviderLoad {
  readonly inFlight: number;
  readonly waiting: number;
  readonly window: number;
}

/**
 * A connection to one provider with one credential.
 *
 * Adapters neither retry nor sleep: that is the engine's part.
 */
export interface PushProvider {
  /** Of adapters that adapt to their peer; the others leave it out. */
  readonly load?: ProviderLoad;
  /** Hands the messages over. Outcomes stand in the order of the messages, one for each; nothing is thrown for a failed message. */
  send(messages: readonly Message[], signal: AbortSignal): Promise<readonly Outcome[]>;
  close(): Promise<void>;
}
