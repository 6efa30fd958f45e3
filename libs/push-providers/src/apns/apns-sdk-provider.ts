import type { Message, Outcome, PushProvider } from '@parlance/push';
import type { Notification, Provider, ProviderOptions, ResponseFailure } from '@parse/node-apn';
import type { CredentialCheck } from '../credential-check.ts';
import { endOf } from '../sdk/end-of.ts';
import { Turns } from '../sdk/turns.ts';
import type { ApnsOptions } from './apns-provider.ts';
import { apnsHeaders, isApnsToken } from './headers.ts';
import { apnsSdkOutcome, isExpiredToken } from './sdk-outcome.ts';

export type ApnsSdkOptions = Omit<ApnsOptions, 'pool' | 'tokens'> & { readonly requestTimeoutMs?: number };

const PEM = /-----BEGIN [A-Z ]+-----/;
const REQUEST_TIMEOUT_MS = 10_000;
/** Streams at a time: the SDK opens as many as it is asked for, whatever the peer allows. */
const IN_FLIGHT_MAX = 100;
const UNANSWERED: ReadonlySet<string> = new Set(['refusedStream', 'noConnection']);
/** A token that no device has: APNs looks at the credential first. */
const NO_DEVICE = '0'.repeat(64);

/**
 * Apple Push Notification service by `@parse/node-apn`, which is loaded with the first message. For deployments that want the SDK: `ApnsProvider`
 * is faster and knows more. The SDK signs tokens of its own for each connection, and hides Retry-After and how far a connection that ended had come:
 * such messages count as unknown.
 */
export class ApnsSdkProvider implements PushProvider {
  readonly #options: ApnsSdkOptions;
  readonly #turns = new Turns(IN_FLIGHT_MAX);
  #provider: Promise<Provider> | undefined;
  #opening: Promise<unknown> | undefined;
  #closed = false;

  constructor(options: ApnsSdkOptions) {
    this.#options = options;
  }

  async send(messages: readonly Message[], signal: AbortSignal): Promise<readonly Outcome[]> {
    return Promise.all(messages.map((message) => this.#sendOne(message, signal)));
  }

  /** Sends nothing to anybody: a message to a token that no device has is answered by the opinion of APNs on the credential. */
  async check(signal: AbortSignal): Promise<CredentialCheck> {
    const message = { provider: 'apns', pushId: 'check', installation: 'check', to: NO_DEVICE, payload: '{"aps":{}}' } as const;
    const outcome = await this.#sendOne(message, signal);
    const answer = 'reason' in outcome ? outcome.reason : outcome.kind === 'sent' ? '200' : outcome.kind;
    return { ok: outcome.kind === 'sent' || outcome.kind === 'dead', answer };
  }

  async close(): Promise<void> {
    this.#closed = true;
    const provider = await this.#provider?.catch(() => undefined);
    await provider?.shutdown();
  }

  async #sendOne(message: Message, signal: AbortSignal): Promise<Outcome> {
    if (!isApnsToken(message.to)) return { kind: 'dead', reason: 'malformedToken' };
    // Until a request has succeeded APNs allows one stream, and refuses the others.
    if (this.#opening !== undefined) {
      await endOf(this.#opening, signal);
      return this.#inTurn(message, signal);
    }
    const first = this.#inTurn(message, signal);
    this.#opening = first;
    return first;
  }

  async #inTurn(message: Message, signal: AbortSignal): Promise<Outcome> {
    const free = await this.#turns.next(signal);
    if (free === undefined || signal.aborted || this.#closed) {
      free?.();
      return { kind: 'retry', reason: 'aborted' };
    }
    const sending = this.#exchange(message).finally(free);
    const outcome = await endOf(sending, signal);
    // The connection may be gone: the next message is alone on another one.
    if (outcome.kind === 'unknown' || (outcome.kind === 'retry' && UNANSWERED.has(outcome.reason))) this.#opening = undefined;
    return outcome;
  }

  async #exchange(message: Message): Promise<Outcome> {
    const { topic, now } = this.#options;
    let provider: Provider;
    try {
      provider = await (this.#provider ??= this.#connect());
    } catch {
      return { kind: 'authError', reason: 'InvalidPrivateKey' }; // the error of the key's reader may quote the key
    }
    const { ':method': _method, ':path': _path, ...headers } = apnsHeaders(message, topic, now());
    const failure = await failureOf(provider, headers, message);
    // The SDK has signed another token by then; the message was refused for sure, and may be sent again.
    return apnsSdkOutcome(isExpiredToken(failure) ? await failureOf(provider, headers, message) : failure);
  }

  async #connect(): Promise<Provider> {
    const { origin, ca, requestTimeoutMs = REQUEST_TIMEOUT_MS } = this.#options;
    const { hostname, port } = new URL(origin);
    const sdk = await import('@parse/node-apn');
    return new sdk.Provider({
      ...this.#credential(),
      ...(ca === undefined ? {} : { ca: [ca] }),
      address: hostname,
      port: Number(port === '' ? 443 : port),
      connectionRetryLimit: 0,
      requestTimeout: requestTimeoutMs,
    });
  }

  /** @throws Error for a key that is no PEM: the SDK would take it for the name of a file */
  #credential(): Pick<ProviderOptions, 'token' | 'cert' | 'key' | 'passphrase'> {
    const { credential } = this.#options;
    const pem = credential.kind === 'token' ? [credential.privateKey] : [credential.cert, credential.key];
    if (!pem.every((text) => PEM.test(text))) throw new Error('A key or certificate is no PEM.');
    if (credential.kind === 'token') {
      const { privateKey: key, keyId, teamId } = credential;
      return { token: { key, keyId, teamId } };
    }
    const { cert, key, passphrase } = credential;
    return { cert, key, ...(passphrase === undefined ? {} : { passphrase }) };
  }
}

/** Sends one message. @returns undefined where it was taken */
async function failureOf(provider: Provider, headers: object, { to, payload }: Message): Promise<ResponseFailure | undefined> {
  // The two things that the SDK asks of a notification: headers and a body that are finished already.
  const notification = { headers: () => headers, compile: () => payload } as unknown as Notification;
  const { failed } = await provider.send(notification, to);
  return failed[0];
}
