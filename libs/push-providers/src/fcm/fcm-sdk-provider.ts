import { hash } from 'node:crypto';
import type { Message, Outcome, PushProvider } from '@parlance/push';
import type { App } from 'firebase-admin/app';
import type { Message as SdkMessage, Messaging, SendResponse } from 'firebase-admin/messaging';
import type { CredentialCheck } from '../credential-check.ts';
import { AccessTokens, type TokenFailure } from '../oauth/access-tokens.ts';
import { endOf } from '../sdk/end-of.ts';
import { Turns } from '../sdk/turns.ts';
import type { FcmOptions } from './fcm-provider.ts';
import { fcmSdkOutcome, wasTokenRefused } from './sdk-outcome.ts';
import { sdkMessage } from './sdk-message.ts';
import { askGoogle, GOOGLE_TOKEN_URL } from './service-account.ts';

/** The SDK knows no other place than Google's, and asks its own certificates. */
export type FcmSdkOptions = Omit<FcmOptions, 'origin' | 'ca' | 'pool'> & { readonly requestTimeoutMs?: number };

const REQUEST_TIMEOUT_MS = 10_000;
/** Messages of one call, the most that the SDK takes. */
const BATCH_MAX = 500;
/** Each call opens a connection of its own. */
const CALLS_MAX = 8;
/** Apps of the SDK have names that nobody else in the process uses: with its default app, one project's devices would get another one's pushes. */
let apps = 0;

interface Sdk {
  readonly app: App;
  readonly messaging: Messaging;
  readonly end: () => Promise<void>;
}

/**
 * Firebase Cloud Messaging by `firebase-admin`, which is loaded with the first message. For deployments that want the SDK: `FcmProvider` is
 * faster and keeps the rules of the port. The SDK retries 503 and cut connections by itself, up to four times: a device may get a message
 * twice whose answer was lost.
 */
export class FcmSdkProvider implements PushProvider {
  readonly #options: FcmSdkOptions;
  readonly #tokens: AccessTokens;
  readonly #turns = new Turns(CALLS_MAX);
  #sdk: Promise<Sdk> | undefined;
  #closed = false;

  constructor(options: FcmSdkOptions) {
    const { account, outbound, tokenUrl = GOOGLE_TOKEN_URL, now } = options;
    this.#options = options;
    this.#tokens = new AccessTokens(() => askGoogle(outbound, tokenUrl, account, now), now);
  }

  async send(messages: readonly Message[], signal: AbortSignal): Promise<readonly Outcome[]> {
    const batches: (readonly Message[])[] = [];
    for (let at = 0; at < messages.length; at += BATCH_MAX) batches.push(messages.slice(at, at + BATCH_MAX));
    return (await Promise.all(batches.map((batch) => this.#sendBatch(batch, signal)))).flat();
  }

  /** Sends nothing to anybody: FCM validates a message to a token that no device has. */
  async check(signal: AbortSignal): Promise<CredentialCheck> {
    const message: Message = { provider: 'fcm', pushId: 'check', installation: 'check', to: 'check', payload: '{}' };
    const [response] = await this.#exchange([sdkMessage(message, this.#options.now())], signal, true);
    if (response === undefined) return { ok: false, answer: 'aborted' };
    const outcome = 'kind' in response ? response : fcmSdkOutcome(response, this.#options.now());
    const ok = outcome.kind === 'sent' || outcome.kind === 'dead';
    return { ok, answer: 'reason' in outcome ? outcome.reason : outcome.kind === 'sent' ? '200' : outcome.kind };
  }

  async close(): Promise<void> {
    this.#closed = true;
    const sdk = this.#sdk;
    this.#sdk = undefined;
    await (await sdk?.catch(() => undefined))?.end();
  }

  async #sendBatch(batch: readonly Message[], signal: AbortSignal): Promise<readonly Outcome[]> {
    const now = this.#options.now();
    const responses = await this.#exchange(
      batch.map((message) => sdkMessage(message, now)),
      signal,
    );
    return responses.map((response) => ('kind' in response ? response : fcmSdkOutcome(response, this.#options.now())));
  }

  /** Messages that were refused with their token are sent once more with another one. */
  async #exchange(messages: readonly SdkMessage[], signal: AbortSignal, dryRun = false): Promise<readonly (SendResponse | Outcome)[]> {
    const all = (outcome: Outcome | TokenFailure) => messages.map(() => outcome);
    if (this.#closed || signal.aborted) return all({ kind: 'retry', reason: 'aborted' });
    const token = await this.#tokens.current();
    if ('failure' in token) return all(token.failure);
    const responses = await this.#call(messages, signal, dryRun);
    if (!responses.some(wasTokenRefused)) return responses;
    const renewed = await this.#tokens.renewed(token.token);
    if ('failure' in renewed) return responses.map((response) => (wasTokenRefused(response) ? renewed.failure : response));
    const refused = messages.filter((_, at) => wasTokenRefused(responses[at]));
    const again = await this.#call(refused, signal, dryRun);
    let next = 0;
    return responses.map((response) => (wasTokenRefused(response) ? (again[next++] ?? response) : response));
  }

  async #call(messages: readonly SdkMessage[], signal: AbortSignal, dryRun: boolean): Promise<readonly (SendResponse | Outcome)[]> {
    const free = await this.#turns.next(signal);
    if (free === undefined || signal.aborted || this.#closed) {
      free?.();
      return messages.map(() => ({ kind: 'retry', reason: 'aborted' }));
    }
    const { messaging } = await (this.#sdk ??= this.#load());
    const sending = messaging.sendEach([...messages], dryRun).finally(free);
    const ended = await endOf(sending, signal, this.#options.requestTimeoutMs ?? REQUEST_TIMEOUT_MS);
    return 'kind' in ended ? messages.map(() => ended) : ended.responses;
  }

  async #load(): Promise<Sdk> {
    const [{ initializeApp, deleteApp }, { getMessaging }] = await Promise.all([
      import('firebase-admin/app'),
      import('firebase-admin/messaging'),
    ]);
    const { projectId, clientEmail, privateKey } = this.#options.account;
    const name = `parlance-${++apps}-${hash('sha256', JSON.stringify([projectId, clientEmail, privateKey]), 'hex').slice(0, 16)}`;
    // Its own credential would ask for tokens at a fixed address, and keep one that was refused.
    const credential = { getAccessToken: () => this.#accessToken() };
    const app = initializeApp({ projectId, credential }, name);
    return { app, messaging: getMessaging(app), end: () => deleteApp(app) };
  }

  /** `expires_in` of 0 has the SDK ask each time: the token is kept here. */
  async #accessToken(): Promise<{ access_token: string; expires_in: number }> {
    const token = await this.#tokens.current();
    if ('failure' in token) throw new Error(token.failure.reason);
    return { access_token: token.token, expires_in: 0 };
  }
}
