import { createHash } from 'node:crypto';
import { BUNDLE_ID } from './bundle-id.ts';
import type { PushClient } from './push-client.ts';
import { ProgressBar } from '../progress-bar.ts';

/** Channels that fans subscribe to, one each. */
export const CHANNELS = ['Giants', 'Mets', 'Yankees'] as const;
/** Languages of their devices, as devices name them. */
export const LOCALES = ['en-US', 'de-DE', 'fr-FR'] as const;
const BATCH = 100;
const WRITERS = 4;

/** A synthetic device. Everything about it comes from its number, so that a second run finds the same ones. */
export interface Fan {
  readonly installationId: string;
  readonly deviceType: 'ios' | 'android';
  readonly deviceToken: string;
  readonly channels: readonly string[];
  readonly localeIdentifier: string;
  readonly timeZone: string;
}

/** The fan of a number. Half have an iPhone, a third each of the channels and languages. */
export function fanOf(number: number): Fan {
  const digest = createHash('sha256').update(`fan ${number}`).digest('hex');
  const pick = <Item>(items: readonly Item[], at: number): Item =>
    items[Number.parseInt(digest.slice(at, at + 4), 16) % items.length] as Item;
  return {
    installationId: `demo-fan-${number}`,
    deviceType: pick(['ios', 'android'], 0),
    deviceToken: digest,
    channels: [pick(CHANNELS, 4)],
    localeIdentifier: pick(LOCALES, 8),
    timeZone: pick(['America/New_York', 'Europe/Berlin', 'Asia/Kolkata'], 12),
  };
}

/** Registers the devices that are not there yet. */
export async function registerFans(client: PushClient, count: number): Promise<readonly Fan[]> {
  const fans = Array.from({ length: count }, (_, number) => fanOf(number));
  const there = await client.count({ installationId: { $regex: '^demo-fan-' } });
  if (there >= count) {
    console.log(`  ${there.toLocaleString('en')} devices are already there.`);
    return fans;
  }
  const bar = new ProgressBar('devices', count);
  const batches = Array.from({ length: Math.ceil(count / BATCH) }, (_, at) => fans.slice(at * BATCH, (at + 1) * BATCH)).values();
  const write = async (): Promise<void> => {
    for (const batch of batches) {
      await client.batch(batch.map((fan) => ({ method: 'POST', path: '/installations', body: { ...fan, appIdentifier: BUNDLE_ID } })));
      bar.advance(batch.length);
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, write));
  return fans;
}
