import type { PushCredential } from '@parlance/app-settings';
import { Outbound } from '@parlance/outbound';
import {
  ApnsProviderTokens,
  connectProvider,
  type CheckedProvider,
  type ProviderSurroundings,
  type SimulatedProviders,
} from '@parlance/push-providers';

/** The opinion of a provider on one credential of an app. Holds no secret. */
export interface TestedCredential {
  readonly platform: string;
  readonly provider: PushCredential['provider'];
  /** Installations that it is for, by their appIdentifier; absent for all. */
  readonly appIdentifier?: string;
  readonly ok: boolean;
  /** The provider's own words, such as `403 InvalidProviderToken`, or the reason for which there are none, such as `timeout`. */
  readonly answer: string;
}

/** How long all providers of an app together have for their answers. */
const TEST_MS = 8_000;
/** Credentials that are tested at a time. */
const AT_ONCE = 16;
const LOOPBACK = ['127.0.0.0/8', '::1'];

export interface CredentialTestsOptions {
  readonly now: () => number;
  readonly timeMs?: number;
  /** Makes the connections; tests bring their own. */
  readonly connect?: (credential: PushCredential, surroundings: ProviderSurroundings) => CheckedProvider;
}

/**
 * Asks providers for their opinion on credentials. The places that are asked are those of the providers, or the ones that the deployment
 * names: nothing in a credential says where it goes. Nothing is sent to any device.
 */
export class CredentialTests {
  readonly #options: Required<CredentialTestsOptions>;
  readonly #own: ProviderSurroundings;
  readonly #simulated: { readonly credentials: readonly PushCredential[]; readonly surroundings: ProviderSurroundings } | undefined;

  constructor(simulated: SimulatedProviders | undefined, { now, timeMs = TEST_MS, connect = connectProvider }: CredentialTestsOptions) {
    this.#options = { now, timeMs, connect };
    const common = { tokens: new ApnsProviderTokens(now), now };
    this.#own = { ...common, outbound: new Outbound() };
    if (simulated === undefined) return;
    const { authority: ca, places, credentials } = simulated;
    this.#simulated = { credentials, surroundings: { ...common, outbound: new Outbound({ allowedAddresses: LOOPBACK, ca }), ca, places } };
  }

  /**
   * The credentials that an app pushes with, as their providers see them, in the order in which its settings hold them. An app without
   * credentials of its own pushes with those of the simulated providers, where the deployment has them.
   */
  async test(own: readonly PushCredential[]): Promise<readonly TestedCredential[]> {
    const isSimulated = this.#simulated !== undefined && !hasOwn(own);
    const credentials = isSimulated ? (this.#simulated?.credentials ?? []) : own;
    const surroundings = isSimulated ? (this.#simulated?.surroundings ?? this.#own) : this.#own;
    const tested: TestedCredential[] = [];
    const signal = AbortSignal.timeout(this.#options.timeMs);
    for (let at = 0; at < credentials.length; at += AT_ONCE) {
      const some = credentials.slice(at, at + AT_ONCE);
      tested.push(...(await Promise.all(some.map((credential) => this.#testOne(credential, surroundings, signal)))));
    }
    return tested;
  }

  close(): void {
    this.#own.outbound.close();
    this.#simulated?.surroundings.outbound.close();
  }

  async #testOne(credential: PushCredential, surroundings: ProviderSurroundings, signal: AbortSignal): Promise<TestedCredential> {
    const { platform, provider: name, appIdentifier } = credential;
    const common = { platform, provider: name, ...(appIdentifier === undefined ? {} : { appIdentifier }) };
    if (signal.aborted) return { ...common, ok: false, answer: 'timeout' };
    let provider: CheckedProvider | undefined;
    try {
      provider = this.#options.connect(credential, surroundings);
      const { ok, answer } = await Promise.race([provider.check(signal), outOfTime(signal)]);
      return { ...common, ok, answer: !ok && signal.aborted ? 'timeout' : answer };
    } catch {
      return { ...common, ok: false, answer: 'InvalidCredential' }; // errors of the readers of keys may quote the key
    } finally {
      await provider?.close();
    }
  }
}

/** Windows Phones need no credentials, and alone do not make an app one that brings its own. */
export function hasOwn(credentials: readonly PushCredential[]): boolean {
  return credentials.some(({ provider }) => provider !== 'mpns');
}

function outOfTime(signal: AbortSignal): Promise<{ readonly ok: false; readonly answer: string }> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve({ ok: false, answer: 'timeout' }), { once: true });
  });
}
