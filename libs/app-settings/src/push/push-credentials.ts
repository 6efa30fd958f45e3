import type { PushSettings } from './push-settings.ts';

interface Named {
  /** The device type that it is for, or `fcm`. */
  readonly platform: string;
  /** Installations that it is for, by their appIdentifier; absent for all. */
  readonly appIdentifier?: string;
  /** Names it among the credentials of the app, until these change. */
  readonly credential: string;
}

export interface ApnsTokenCredential extends Named {
  readonly provider: 'apns';
  readonly kind: 'token';
  readonly privateKey: string;
  readonly keyId: string;
  readonly teamId: string;
  readonly production: boolean;
}

export interface ApnsCertificateCredential extends Named {
  readonly provider: 'apns';
  readonly kind: 'certificate';
  readonly cert: string;
  readonly key: string;
  readonly passphrase?: string;
  readonly production: boolean;
}

export interface FcmCredential extends Named {
  readonly provider: 'fcm';
  readonly projectId: string;
  readonly clientEmail: string;
  readonly privateKey: string;
}

export interface WnsAppCredential extends Named {
  readonly provider: 'wns';
  readonly clientId: string;
  readonly clientSecret: string;
  readonly tenantId?: string;
}

export interface MpnsCredential extends Named {
  readonly provider: 'mpns';
}

export interface WebPushCredential extends Named {
  readonly provider: 'webpush';
  readonly publicKey: string;
  readonly privateKey: string;
  readonly subject: string;
}

/** One credential of an app, in the words of the port of providers (libs/push). */
export type PushCredential =
  ApnsTokenCredential | ApnsCertificateCredential | FcmCredential | WnsAppCredential | MpnsCredential | WebPushCredential;

const APPLE = ['ios', 'osx', 'tvos', 'watchos'] as const;
const GOOGLE = ['android', 'fcm'] as const;

/** The credentials that the settings of an app hold, in the order in which they stand there. Holds secrets: not for logs and answers. */
export function pushCredentials(push: PushSettings): readonly PushCredential[] {
  return [
    ...APPLE.flatMap((platform) => push[platform].map((entry, at) => appleCredential(platform, at, entry))),
    ...GOOGLE.flatMap((platform) =>
      push[platform].map(({ firebaseServiceAccount, appIdentifier }, at) =>
        firebase(named(platform, at, appIdentifier), firebaseServiceAccount),
      ),
    ),
    ...push.winrt.map(({ packageSid, clientId, clientSecret, tenantId, appIdentifier }, at): WnsAppCredential => ({
      ...named('winrt', at, appIdentifier),
      provider: 'wns',
      clientId: clientId ?? packageSid ?? '',
      clientSecret,
      ...(tenantId === undefined ? {} : { tenantId }),
    })),
    ...(push.winphone.enabled ? [{ ...named('winphone', 0), provider: 'mpns' } as const] : []),
    ...(push.web === undefined ? [] : [{ ...named('web', 0), provider: 'webpush', ...push.web.vapidDetails } as const]),
  ];
}

function appleCredential(platform: string, at: number, entry: PushSettings['ios'][number]): PushCredential {
  const { token, cert, key, passphrase, firebaseServiceAccount, topic, bundleId, production } = entry;
  const common = named(platform, at, topic ?? bundleId);
  if (firebaseServiceAccount !== undefined) return firebase(common, firebaseServiceAccount);
  if (token !== undefined) {
    return { ...common, provider: 'apns', kind: 'token', privateKey: token.key, keyId: token.keyId, teamId: token.teamId, production };
  }
  const locked = passphrase === undefined ? {} : { passphrase };
  return { ...common, provider: 'apns', kind: 'certificate', cert: cert ?? '', key: key ?? '', ...locked, production };
}

function firebase(common: Named, account: PushSettings['android'][number]['firebaseServiceAccount']): FcmCredential {
  const { project_id: projectId, client_email: clientEmail, private_key: privateKey } = account;
  return { ...common, provider: 'fcm', projectId, clientEmail, privateKey };
}

function named(platform: string, at: number, appIdentifier?: string): Named {
  return { platform, credential: `${platform}-${at}`, ...(appIdentifier === undefined ? {} : { appIdentifier }) };
}
