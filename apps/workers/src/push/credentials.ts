import type { PushCredential } from '@parlance/app-settings';
import { sendersOf, type Senders } from '@parlance/push';
import type { CredentialWay } from './flow/way.ts';

/** The credentials of one app, and the ways to its devices, each of which is opened when the first message needs it. */
export class Credentials {
  readonly senders: Senders;
  readonly #credentials: ReadonlyMap<string, PushCredential>;
  readonly #open: (credential: PushCredential) => CredentialWay;
  readonly #ways = new Map<string, CredentialWay>();

  constructor(credentials: readonly PushCredential[], open: (credential: PushCredential) => CredentialWay) {
    this.senders = sendersOf(credentials);
    this.#credentials = new Map(credentials.map((credential) => [credential.credential, credential] as const));
    this.#open = open;
  }

  /** Undefined for a credential that the app does not have. */
  way(name: string): CredentialWay | undefined {
    const opened = this.#ways.get(name);
    const credential = this.#credentials.get(name);
    if (opened !== undefined || credential === undefined) return opened;
    const way = this.#open(credential);
    this.#ways.set(name, way);
    return way;
  }

  /** More messages are under way to one of the providers than its connections carry. */
  get isCrowded(): boolean {
    for (const way of this.#ways.values()) if (way.isCrowded) return true;
    return false;
  }
}
