import type { IdentityProviders } from '@parlance/app-settings';
import type { Outbound } from '@parlance/outbound';
import type { Credentials } from './credentials.ts';
import type { KeySets } from './key-sets.ts';

/** The means of verifying. Nothing of a request outlives it here: providers have no state of their own. */
export interface ProviderContext {
  readonly outbound: Outbound;
  readonly keys: KeySets;
  readonly now: Date;
}

/** An account at a service, proven to be the caller's. */
export interface VerifiedAccount {
  /** The service's word, not the client's. Users are found by it. */
  readonly id: string;
  /** The user's data of this service, as stored: `id`, and all that the client sent but members that serve only once. */
  readonly data: Readonly<Record<string, unknown>>;
}

/**
 * A service that users log in with. One file in services/, one line in provider-table.ts, its settings in libs/contracts.
 *
 * `verify` proves on sign-up, link and every log-in that the credentials were issued to one of this app's own ids at the service, are in
 * force now, and belong to the account they claim.
 */
export interface AuthProvider<Settings> {
  /** Settings of the service in an app; undefined where the app does not use it. */
  readonly settingsOf: (auth: IdentityProviders) => Settings | undefined;
  /** @throws ParseError LinkedIdMissing (250), InvalidLinkedSession (251) also when the service is away, InvalidAuthData (253) */
  readonly verify: (credentials: Credentials, settings: Settings, context: ProviderContext) => Promise<VerifiedAccount>;
}
