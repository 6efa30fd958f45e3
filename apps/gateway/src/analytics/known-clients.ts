import { sdkOf } from './client-facts.ts';

/** The part of a client that requests are counted by: the same object for equal clients, as long as it is remembered. */
export interface KnownClient {
  readonly sdk: string;
  readonly deviceType: string;
  readonly appVersion: string;
}

/** Longer values are cut: they are counted by, and a client may send anything. */
const LENGTH_MAX = 50;
const REMEMBERED_MAX = 1_000;

/** Reads the header fields of clients once for each distinct pair of values. */
export class KnownClients {
  /** By the version of the client, then by that of the app. */
  readonly #clients = new Map<string, Map<string, KnownClient>>();
  #size = 0;

  /** @param clientVersion and appVersion: as the client sent them */
  of(clientVersion: string | undefined, appVersion: string | undefined): KnownClient {
    const [version, ofApp] = [cut(clientVersion), cut(appVersion)];
    return this.#clients.get(version)?.get(ofApp) ?? this.#remember(version, ofApp);
  }

  #remember(clientVersion: string, appVersion: string): KnownClient {
    if (this.#size >= REMEMBERED_MAX) {
      this.#clients.clear();
      this.#size = 0;
    }
    const { sdk = '', deviceType = '' } = sdkOf(clientVersion);
    const client = { sdk, deviceType, appVersion: appVersion.toWellFormed() };
    const siblings = this.#clients.get(clientVersion);
    if (siblings === undefined) this.#clients.set(clientVersion, new Map([[appVersion, client]]));
    else siblings.set(appVersion, client);
    this.#size++;
    return client;
  }
}

function cut(text: string | undefined): string {
  if (text === undefined) return '';
  return text.length > LENGTH_MAX ? text.slice(0, LENGTH_MAX) : text;
}
