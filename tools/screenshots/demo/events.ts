import { expect } from 'vitest';
import type { Demo } from './demo.ts';

const DAY_MS = 86_400_000;
/** Opens of the last seven days, the oldest first: a week with its weekend. */
const OPENS = [41, 38, 47, 52, 74, 88, 61];
/** Figures are counted some seconds after their events. */
const COUNTED_MS = 60_000;
const CITIES = ['Prague', 'Lisbon', 'Kyoto'];
/** Per open. */
const RATES = { hunt_started: 0.62, clue_found: 1.4, hunt_finished: 0.23, purchase: 0.09 };

/** Events of a week, some of the opens because of a push; all of them are counted at the end. */
export async function fillEvents(demo: Demo, pushHash: string): Promise<void> {
  const today = Math.floor(Date.now() / DAY_MS) * DAY_MS;
  for (const [at, opens] of OPENS.entries()) {
    const day = today - (OPENS.length - 1 - at) * DAY_MS;
    await send(demo, 'AppOpened', opens, day);
    for (const [name, rate] of Object.entries(RATES)) await send(demo, name, Math.round(opens * rate), day);
    await openPush(demo, pushHash, { day, at });
  }
  const opens = OPENS.reduce((sum, count, at) => sum + count + pushOpensOf(at), 0);
  const counted = async () =>
    (await demo.as('Ada Byron', 'analytics.count', { event: 'AppOpened', last: 'week', granularity: 'day' })).total;
  await expect.poll(counted, { timeout: COUNTED_MS }).toBe(opens);
}

/** Times before now alone: an event of a later hour of today would count as one of now. */
const timeOf = (day: number, at: number): string =>
  new Date(Math.min(day + ((at * 7_919) % 1_440) * 60_000, Date.now() - 1_000)).toISOString();

async function send(demo: Demo, name: string, count: number, day: number): Promise<void> {
  const events = Array.from({ length: count }, (_, at) => ({
    name,
    at: timeOf(day, at),
    ...(name === 'AppOpened' ? {} : { dimensions: { city: CITIES[at % CITIES.length] } }),
  }));
  await demo.client('POST', '/events', { events });
}

const pushOpensOf = (day: number): number => 6 + day * 2;

async function openPush(demo: Demo, pushHash: string, { day, at }: { day: number; at: number }): Promise<void> {
  for (let opened = 0; opened < pushOpensOf(at); opened++) {
    const device = `installation-${at * 30 + opened}`;
    const body = { at: { __type: 'Date', iso: timeOf(day, opened) }, push_hash: pushHash };
    await demo.client('POST', '/events/AppOpened', body, { 'X-Parse-Installation-Id': device });
  }
}
