import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { PushCredential } from '@parlance/app-settings';
import type { Message } from '@parlance/push';
import { startSimulators, webPushSubscription, winphoneChannel, wnsChannel, type Simulators } from '@parlance/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { hostOf, outboundTo } from '../tests/simulated.ts';
import { ApnsProvider } from './apns/apns-provider.ts';
import { ApnsSdkProvider } from './apns/apns-sdk-provider.ts';
import { ApnsProviderTokens } from './apns/provider-tokens.ts';
import { connectBy, connectProvider } from './connect-provider.ts';
import { FcmProvider } from './fcm/fcm-provider.ts';
import { FcmSdkProvider } from './fcm/fcm-sdk-provider.ts';

let simulators: Simulators;
beforeAll(async () => {
  simulators = await startSimulators({ seed: 3 });
});
afterAll(() => simulators.close());

const TOAST = '<toast><visual/></toast>';
const WP_TOAST = '<wp:Notification xmlns:wp="WPNotification"><wp:Toast><wp:Text1>Hello</wp:Text1></wp:Toast></wp:Notification>';

/** For each provider a credential as settings hold it, and a message. */
function cases(): readonly (readonly [PushCredential, Message])[] {
  const { apns, fcm, wns, winphone, webPush } = simulators;
  const common = { pushId: 'push1', installation: 'inst1' };
  const { keyId, teamId, privateKey, bundleId } = apns.credentials;
  const apple = {
    platform: 'ios',
    credential: 'ios-0',
    appIdentifier: bundleId,
    provider: 'apns',
    kind: 'token',
    keyId,
    teamId,
    privateKey,
  } as const;
  const { project_id: projectId, client_email: clientEmail, private_key: googleKey } = fcm.credentials;
  const { packageSid, clientSecret } = wns.credentials;
  const { publicKey, privateKey: vapidKey } = webPush.credentials;
  const alert: Message = { ...common, provider: 'apns', to: 'a1'.repeat(32), payload: '{"aps":{"alert":"Hello"}}' };
  return [
    [{ ...apple, production: true }, alert],
    [{ ...apple, production: false }, alert],
    [
      { platform: 'android', credential: 'android-0', provider: 'fcm', projectId, clientEmail, privateKey: googleKey },
      { ...common, provider: 'fcm', to: 'device-token-1', payload: '{"data":{"data":"{}"}}' },
    ],
    [
      { platform: 'winrt', credential: 'winrt-0', provider: 'wns', clientId: packageSid, clientSecret },
      { ...common, provider: 'wns', to: wnsChannel(wns.url, 'channel-1'), payload: TOAST },
    ],
    [
      { platform: 'winphone', credential: 'winphone-0', provider: 'mpns' },
      { ...common, provider: 'mpns', to: winphoneChannel(winphone.url, 'channel-1'), payload: WP_TOAST },
    ],
    [
      { platform: 'web', credential: 'web-0', provider: 'webpush', publicKey, privateKey: vapidKey, subject: 'mailto:push@example.com' },
      { ...common, provider: 'webpush', to: JSON.stringify(webPushSubscription(webPush, 'browser-1')), payload: '{"title":"Hello"}' },
    ],
  ];
}

it('PSH-01 connects each credential of the settings to its provider, at the places that the deployment names', async () => {
  const { apns, fcm, wns, winphone, webPush } = simulators;
  const outbound = outboundTo(simulators);
  const surroundings = {
    outbound,
    tokens: new ApnsProviderTokens(Date.now),
    now: Date.now,
    ca: simulators.authority,
    places: {
      apnsProduction: apns.url,
      apnsSandbox: apns.url,
      fcm: fcm.url,
      googleToken: fcm.credentials.token_uri,
      wnsToken: wns.credentials.packageTokenUrl,
      channelHosts: [wns, winphone, webPush].map(({ url }) => hostOf(url)),
    },
  };
  const signal = new AbortController().signal;
  for (const [credential, message] of cases()) {
    const provider = connectProvider(credential, surroundings);
    expect(await provider.send([message], signal), credential.credential).toEqual([{ kind: 'sent' }]);
    expect((await provider.check(signal)).ok, credential.credential).toBe(true);
    await provider.close();
  }
  outbound.close();
});

it('T13 knows the hosts of the providers alone where the deployment names none', async () => {
  const outbound = outboundTo(simulators);
  const surroundings = { outbound, tokens: new ApnsProviderTokens(Date.now), now: Date.now };
  for (const [credential, message] of cases().filter(([{ provider }]) => ['wns', 'mpns', 'webpush'].includes(provider))) {
    const outcomes = await connectProvider(credential, surroundings).send([message], new AbortController().signal);
    expect(outcomes, credential.credential).toEqual([{ kind: 'refused', reason: 'hostNotAllowed' }]);
  }
  outbound.close();
});

it('takes the SDKs where the deployment asks for them', async () => {
  const { apns, fcm } = simulators;
  const outbound = outboundTo(simulators);
  const surroundings = { outbound, tokens: new ApnsProviderTokens(Date.now), now: Date.now, ca: simulators.authority };
  const places = { apnsProduction: apns.url, fcm: fcm.url };
  const [[apple, alert], , [google]] = cases() as [[PushCredential, Message], unknown, [PushCredential, Message]];
  const native = connectBy({ apns: 'native', fcm: 'native' });
  expect(native(apple, surroundings)).toBeInstanceOf(ApnsProvider);
  expect(native(google, surroundings)).toBeInstanceOf(FcmProvider);
  const bySdk = connectBy({ apns: 'node-apn', fcm: 'firebase-admin' });
  const provider = bySdk(apple, { ...surroundings, places });
  expect(provider).toBeInstanceOf(ApnsSdkProvider);
  expect(bySdk(google, surroundings)).toBeInstanceOf(FcmSdkProvider);
  expect(bySdk(google, { ...surroundings, places })).toBeInstanceOf(FcmProvider); // the SDK knows Google's place alone
  expect(await provider.send([alert], new AbortController().signal)).toEqual([{ kind: 'sent' }]);
  await provider.close();
  outbound.close();
});

it('loads no SDK where none sends', async () => {
  const program = `
    await import('@parlance/push-providers');
    const { createRequire } = await import('node:module');
    const loaded = Object.keys(createRequire(process.cwd() + '/x.js').cache);
    console.log(loaded.length > 0, loaded.some((path) => /node-apn|firebase-admin/.test(path)));`;
  const cwd = new URL('..', import.meta.url);
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], { cwd });
  expect(stdout.trim()).toBe('true false');
});
