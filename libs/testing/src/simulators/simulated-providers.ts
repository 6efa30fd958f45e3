import type { SimulatedProviders } from '@parlance/push-providers';
import type { Simulators } from './start-simulators.ts';

type Sources = Pick<Simulators, 'authority' | 'apns' | 'fcm' | 'wns' | 'winphone' | 'webPush'>;

/** The simulators as `PARLANCE_PUSH_SIMULATORS` tells a deployment of them: where they are, and credentials that they let in. */
export function simulatedProviders({ authority, apns, fcm, wns, winphone, webPush }: Sources): SimulatedProviders {
  const { keyId, teamId, privateKey } = apns.credentials;
  const { project_id: projectId, client_email: clientEmail, private_key: key, token_uri: googleToken } = fcm.credentials;
  const { packageSid: clientId, clientSecret, packageTokenUrl: wnsToken } = wns.credentials;
  const { publicKey, privateKey: vapidKey } = webPush.credentials;
  return {
    authority,
    places: {
      apnsProduction: apns.url,
      fcm: fcm.url,
      googleToken,
      wnsToken,
      channelHosts: [wns.url, winphone.url, winphone.credentials.plainUrl, webPush.url].map((url) => new URL(url).host),
    },
    credentials: [
      { provider: 'apns', kind: 'token', platform: 'ios', credential: 'ios-0', keyId, teamId, privateKey, production: true },
      { provider: 'fcm', platform: 'android', credential: 'android-0', projectId, clientEmail, privateKey: key },
      { provider: 'wns', platform: 'winrt', credential: 'winrt-0', clientId, clientSecret },
      { provider: 'mpns', platform: 'winphone', credential: 'winphone-0' },
      { provider: 'webpush', platform: 'web', credential: 'web-0', publicKey, privateKey: vapidKey, subject: 'mailto:push@example.com' },
    ],
  };
}
