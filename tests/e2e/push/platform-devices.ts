import { webPushSubscription, winphoneChannel, wnsChannel, type KeptDelivery, type Parlance, type Simulators } from '@parlance/testing';
import { expect } from 'vitest';
import { BUNDLE_ID, token } from './push-deployment.ts';

/** A device of each kind, by the words of tests. `uris` sends the channel of a Windows device as the .NET SDK does. */
export const PLATFORMS = ['ios', 'android', 'winrt', 'uris', 'winphone', 'web', 'dotnet'] as const;
export type Platform = (typeof PLATFORMS)[number];
/** The ones that something can be delivered to. */
export const REACHED = PLATFORMS.filter((platform) => platform !== 'dotnet');

/** The members by which the SDK of a platform registers its device. */
export function registration(platform: Platform, { wns, winphone, webPush }: Simulators): Record<string, unknown> {
  const name = `${platform}-1`;
  switch (platform) {
    case 'ios':
      return { deviceType: 'ios', deviceToken: token(1).toUpperCase(), appIdentifier: BUNDLE_ID };
    case 'android':
      return { deviceType: 'android', pushType: 'gcm', deviceToken: name };
    case 'winrt':
      return { deviceType: 'winrt', channelUris: [wnsChannel(wns.url, name)] };
    case 'uris':
      return { deviceType: 'winrt', deviceUris: { _Default: wnsChannel(wns.url, name) } };
    case 'winphone':
      // The channels of phones have no TLS.
      return { deviceType: 'winphone', deviceUris: { _Toast: winphoneChannel(winphone.credentials.plainUrl, name) } };
    case 'web':
      return { deviceType: 'web', deviceToken: JSON.stringify(webPushSubscription(webPush, name)) };
    case 'dotnet':
      return { deviceType: 'dotnet', deviceToken: name };
  }
}

/** Registers a device as its SDK does: with the key of clients. */
export async function register(parlance: Parlance, simulators: Simulators, platform: Platform, more: object = {}): Promise<void> {
  const body = { installationId: `${platform}-1`, ...registration(platform, simulators), ...more };
  const answer = await parlance.rest('POST', '/installations', body, { key: 'client' });
  expect([platform, answer.status, answer.body]).toEqual([platform, 201, expect.objectContaining({ objectId: expect.any(String) })]);
}

/** The message of a push that a device got, undefined where there is none. @throws Error for more than one */
export function messageTo(platform: Platform, pushId: string, simulators: Simulators): KeptDelivery | undefined {
  const { apns, fcm, wns, winphone, webPush } = simulators;
  const simulator = { ios: apns, android: fcm, winrt: wns, uris: wns, winphone, web: webPush, dotnet: fcm }[platform];
  const address = platform === 'ios' ? token(1) : `${platform}-1`;
  const messages = simulator.journal.recent().filter((delivery) => delivery.pushId === pushId && delivery.token === address);
  if (messages.length > 1) throw new Error(`The device ${platform} got a push ${messages.length} times.`);
  return messages[0];
}

/** The platforms whose device got a push. */
export function reached(pushId: string, simulators: Simulators): readonly Platform[] {
  return PLATFORMS.filter((platform) => messageTo(platform, pushId, simulators) !== undefined);
}

/** A notification as the app on the device sees it: the texts that are shown, and the members that the app is handed. */
export interface Shown {
  readonly title?: unknown;
  readonly text?: unknown;
  readonly members: Readonly<Record<string, unknown>>;
}

/** Reads a message by the rules of its platform's SDK. */
export function shownBy(platform: Platform, { payload }: KeptDelivery): Shown {
  if (platform === 'ios') {
    const { aps, ...members } = JSON.parse(payload) as { aps: { alert?: unknown } };
    const { alert } = aps;
    return typeof alert === 'object' ? { ...asTexts(alert as { title?: unknown; body?: unknown }), members } : { text: alert, members };
  }
  if (platform === 'android') {
    const { message } = JSON.parse(payload) as { message: { data: { data: string } } };
    const { alert, title, ...members } = JSON.parse(message.data.data) as Record<string, unknown>;
    return { title, text: alert, members };
  }
  if (platform === 'web') {
    const { title, body, data, ...rest } = JSON.parse(payload) as Record<string, unknown>;
    return { title, text: body, members: { ...(data as object), ...rest } };
  }
  const texts = [...payload.matchAll(/<(?:text id="\d"|wp:Text\d)>(.*?)</g)].map(([, text]) => unescaped(text ?? ''));
  const [title, text] = texts.length > 1 ? texts : [undefined, texts[0]];
  const json =
    platform === 'winphone'
      ? new URLSearchParams(unescaped(/<wp:Param>(.*?)</.exec(payload)?.[1] ?? '').slice(1)).get('pushJson')
      : unescaped(/ launch="(.*?)"/.exec(payload)?.[1] ?? '');
  const { alert: _alert, title: _title, ...members } = JSON.parse(json ?? '{}') as Record<string, unknown>;
  return { title, text, members };
}

const asTexts = ({ title, body }: { title?: unknown; body?: unknown }) => ({ title, text: body });

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const unescaped = (xml: string): string => xml.replace(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => ENTITIES[name] ?? '');
