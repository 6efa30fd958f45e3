import { expect } from 'vitest';
import { ended, send, storeDevices } from '../../../tests/e2e/push/push-deployment.ts';
import type { Demo } from './demo.ts';

const DEVICES = 4_000;
const CHANNELS = ['Guides', 'Weekend', 'News'];
const LOCALES = ['en-US', 'de-DE', 'pt-PT', 'ja-JP'];
const ZONES = ['Europe/Lisbon', 'America/New_York', 'Asia/Tokyo'];
const DAY_MS = 86_400_000;
/** A busy machine sends slowly. */
const SENT_MS = 120_000;

export interface Pushed {
  readonly id: string;
  /** Opens of the push name it. */
  readonly hash: string;
}

/** Simulated devices, a saved audience, and a push to all of them. */
export async function fillAudience(demo: Demo): Promise<Pushed> {
  await storeDevices(demo.parlance, DEVICES, (number) => ({
    localeIdentifier: LOCALES[number % LOCALES.length],
    timeZone: ZONES[number % ZONES.length],
    appVersion: number % 3 === 0 ? '2.3.0' : '2.4.0',
    channels: [CHANNELS[number % CHANNELS.length]],
  }));
  await demo.as('Ada Byron', 'push.save-audience', { name: 'Weekend hunters', query: { channels: 'Weekend' } });
  const data = { alert: 'Gulls at Midnight opens tonight at nine.' };
  const id = await send(demo.parlance, { where: {}, data, title: 'New hunt in Bergen' });
  await ended(demo.parlance, id, SENT_MS);
  return { id, hash: (await demo.master('GET', `/push/${id}`)).pushHash };
}

/** A test of two messages that has a winner. @param news a push that was opened; without one, a test has a warning @returns its id */
export async function fillExperiment(demo: Demo, news: Pushed): Promise<string> {
  const opened = async () => (await demo.as('Ada Byron', 'push.get', { id: news.id })).opened;
  await expect.poll(opened, { timeout: SENT_MS }).toBeGreaterThan(0);
  const id = await send(demo.parlance, {
    where: {},
    experiment: {
      name: 'Invitation to the weekend hunt',
      type: 'message',
      variants: [
        { data: { alert: 'A new hunt begins on Saturday.' } },
        { data: { alert: 'Nine clues, one key: will you find it first?' } },
      ],
    },
  });
  await settle(demo, id, [58, 112]);
  return id;
}

/** The opens that come within three days. */
async function settle(demo: Demo, experiment: string, opens: readonly number[]): Promise<void> {
  const { parlance } = demo;
  const { groups } = await demo.master('GET', `/push/${experiment}`);
  const pushes = (await parlance.pushDatabase()).collection<{ objectId: string }>('pushes');
  const finishedAt = new Date(Date.now() - 3 * DAY_MS);
  for (const [at, opened] of opens.entries()) {
    const id = groups[at]?.id ?? '';
    await ended(parlance, id, SENT_MS);
    await pushes.updateOne({ objectId: id }, { $set: { opened, finishedAt } });
  }
}
