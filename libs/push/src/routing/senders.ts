import type { ProviderName } from '../provider.ts';

/** A credential of an app, as far as the choice between several of them needs it. */
export interface Sender {
  readonly provider: ProviderName;
  /** The key of the app's push settings that holds it: a device type, or `fcm` for whatever FCM delivers. */
  readonly platform: string;
  /** The bundle id or application identifier that it is for; absent for all. */
  readonly appIdentifier?: string;
  /** Names the credential among those of the app. */
  readonly credential: string;
}

/** The credentials of an app, by platform; made once per change of its settings. */
export type Senders = ReadonlyMap<string, readonly Sender[]>;

export function sendersOf(list: readonly Sender[]): Senders {
  const byPlatform = new Map<string, Sender[]>();
  for (const sender of list) {
    const known = byPlatform.get(sender.platform);
    if (known === undefined) byPlatform.set(sender.platform, [sender]);
    else known.push(sender);
  }
  return byPlatform;
}

/**
 * The credential for an installation of a platform: the first whose identifier is the installation's, else the first that is for all.
 * That is Parse Server's choice. A credential that is for another identifier is never taken.
 */
export function senderFor(senders: Senders, platform: string, appIdentifier: string | undefined): Sender | undefined {
  const candidates = senders.get(platform) ?? [];
  return (
    candidates.find((sender) => sender.appIdentifier !== undefined && sender.appIdentifier === appIdentifier) ??
    candidates.find((sender) => sender.appIdentifier === undefined)
  );
}

/** The providers that an app has credentials for. */
export function configuredProviders(senders: Senders): ReadonlySet<ProviderName> {
  return new Set([...senders.values()].flat().map(({ provider }) => provider));
}
