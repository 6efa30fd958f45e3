import { describe, expect, it } from 'vitest';
import type { Target } from '../target.ts';
import { providersServing, routeTo } from './route.ts';
import { configuredProviders, sendersOf, type Sender } from './senders.ts';

const SENDERS = sendersOf([
  { provider: 'apns', platform: 'ios', credential: 'ios-1', appIdentifier: 'com.example.one' },
  { provider: 'apns', platform: 'ios', credential: 'ios-any' },
  { provider: 'apns', platform: 'osx', credential: 'osx-1', appIdentifier: 'com.example.mac' },
  { provider: 'fcm', platform: 'android', credential: 'android-1', appIdentifier: 'com.example.one' },
  { provider: 'fcm', platform: 'android', credential: 'android-2', appIdentifier: 'com.example.two' },
  { provider: 'wns', platform: 'winrt', credential: 'winrt' },
  { provider: 'mpns', platform: 'winphone', credential: 'winphone' },
  { provider: 'webpush', platform: 'web', credential: 'web' },
]);

const routed = (target: Partial<Target>, senders = SENDERS) => {
  const route = routeTo({ objectId: 'a', deviceType: 'ios', ...target }, senders);
  return route.kind === 'send' ? `${route.sender.provider} ${route.sender.credential} ${route.to.join()}` : route.reason;
};

describe('PSH-01 PSH-05 the way to an installation', () => {
  it.each<[string, Partial<Target>, string]>([
    ['an iPhone by its bundle id', { deviceToken: 't', appIdentifier: 'com.example.one' }, 'apns ios-1 t'],
    ['an iPhone of another bundle', { deviceToken: 't', appIdentifier: 'com.example.other' }, 'apns ios-any t'],
    ['a Mac', { deviceType: 'osx', deviceToken: 't', appIdentifier: 'com.example.mac' }, 'apns osx-1 t'],
    ['a watch, by the credentials of phones', { deviceType: 'watchos', deviceToken: 't' }, 'apns ios-any t'],
    ['an Android device', { deviceType: 'android', deviceToken: 't', appIdentifier: 'com.example.two' }, 'fcm android-2 t'],
    [
      'an Android device with a legacy push type',
      { deviceType: 'android', pushType: 'ppns', deviceToken: 't', appIdentifier: 'com.example.two' },
      'fcm android-2 t',
    ],
    ['an iPhone that FCM serves', { pushType: 'gcm', deviceToken: 't', appIdentifier: 'com.example.one' }, 'fcm android-1 t'],
    [
      'an embedded device that FCM serves',
      { deviceType: 'embedded', pushType: 'fcm', deviceToken: 't', appIdentifier: 'com.example.one' },
      'fcm android-1 t',
    ],
    [
      'a Windows device that has URIs alone',
      { deviceType: 'winrt', channelUris: ['https://a', '', 'https://b'] },
      'wns winrt https://a,https://b',
    ],
    ['a Windows Phone', { deviceType: 'winphone', channelUris: ['http://a'] }, 'mpns winphone http://a'],
    ['a browser', { deviceType: 'web', deviceToken: '{"endpoint":"https://a"}' }, 'webpush web {"endpoint":"https://a"}'],
  ])('%s', (_, target, route) => {
    expect(routed(target)).toBe(route);
  });

  it.each<[string, Partial<Target>, string]>([
    ['no token', {}, 'noToken'],
    ['an empty token', { deviceToken: '' }, 'noToken'],
    ['Windows with a token and no URI', { deviceType: 'winrt', deviceToken: 't' }, 'noToken'],
    ['PSH-27 a phone whose channel is used up', { deviceType: 'winphone', channelUris: ['http://a'], usedUp: true }, 'quota'],
    ['Windows with an empty list', { deviceType: 'winrt', channelUris: [] }, 'noToken'],
    ['PSH-43 dotnet', { deviceType: 'dotnet', deviceToken: 't' }, 'noProvider'],
    ['dotnet that says FCM', { deviceType: 'dotnet', pushType: 'gcm', deviceToken: 't' }, 'noProvider'],
    ['an embedded device', { deviceType: 'embedded', deviceToken: 't' }, 'noProvider'],
    ['an unknown type', { deviceType: 'constructor', deviceToken: 't' }, 'noProvider'],
    [
      'Android of an app that no credential is for',
      { deviceType: 'android', deviceToken: 't', appIdentifier: 'com.other' },
      'notConfigured',
    ],
  ])('there is none for %s', (_, target, reason) => {
    expect(routed(target)).toBe(reason);
  });

  it('there is none where the app has no credentials', () => {
    expect(routed({ deviceToken: 't' }, sendersOf([]))).toBe('notConfigured');
  });

  it('an app may have its iPhones served by FCM', () => {
    const list: Sender[] = [{ provider: 'fcm', platform: 'ios', credential: 'project' }];
    expect(routed({ deviceToken: 't' }, sendersOf(list))).toBe('fcm project t');
    expect([...configuredProviders(sendersOf(list))]).toEqual(['fcm']);
  });

  it.each([
    ['ios', ['apns']],
    ['tvos', ['apns']],
    ['android', ['fcm']],
    ['embedded', []],
    ['winrt', ['wns']],
    ['winphone', ['mpns']],
    ['web', ['webpush']],
    ['dotnet', []],
    ['constructor', []],
  ])('devices of type %s may be served by %j', (deviceType, providers) => {
    expect([...providersServing(deviceType, SENDERS)]).toEqual(providers);
  });

  it('devices that name FCM are served by its own credential', () => {
    const senders = sendersOf([{ provider: 'fcm', platform: 'fcm', credential: 'project' }]);
    expect(['ios', 'android', 'embedded', 'web', 'winrt', 'dotnet'].map((type) => [...providersServing(type, senders)].join())).toEqual([
      ...['fcm', 'fcm', 'fcm', 'fcm', '', ''],
    ]);
  });
});
