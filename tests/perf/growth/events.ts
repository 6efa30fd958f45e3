import { cellsOf, MongoAnalyticsDatabase, RollupStore, Rollups, Spans, type Counted } from '@parlance/analytics';
import { DEFAULT_APP_SETTINGS } from '@parlance/app-settings';
import type { analytics } from '@parlance/contracts';
import { MongoConnections } from '@parlance/mongo';

const DAY_MS = 86_400_000;
export const DAYS = 30;
const BATCH = 50_000;
/** Values of the dimensions. */
export const SOURCES = 40;
const PAGES = 320;
const PERSONS = 50_000;

/** The nth event; factors without a pattern spread the values. */
export function eventAt(n: number, start: number, day: number): analytics.TakenEvent {
  const mixed = Math.imul(n + 1, 0x9e3779b1) >>> 0;
  return {
    app: 'test',
    id: `g-${n}`,
    name: 'viewed',
    at: start + day * DAY_MS + (mixed % DAY_MS),
    client: { sdk: 'js', deviceType: mixed % 3 === 0 ? 'ios' : 'android' },
    dimensions: [
      ['source', `source ${mixed % SOURCES}`],
      ['page', `page ${(mixed >>> 3) % PAGES}`],
      ['person', `person ${(mixed >>> 5) % PERSONS}`],
    ],
  };
}

/**
 * Counts events `from` to `to` by the very code of the service, spread evenly over the days; single events are not stored, since the
 * questions do not read them.
 *
 * @param start of the first day, epoch milliseconds
 * @returns events counted per second
 */
export async function countEvents(mongodbUrl: string, databaseName: string, start: number, from: number, to: number): Promise<number> {
  const connections = new MongoConnections({ appName: 'growth' });
  const rollups = new Rollups(new RollupStore(new MongoAnalyticsDatabase(connections, mongodbUrl, databaseName)), (_, other) => other);
  const kept = DEFAULT_APP_SETTINGS.analytics;
  const begun = performance.now();
  const perDay = Math.round((to - from) / DAYS);
  // Greater than all numbers of an earlier call, so that nothing counts as known.
  let number = from;
  for (let day = 0; day < DAYS; day++) {
    for (let done = 0; done < perDay; done += BATCH) {
      const batch: Counted[] = [];
      const spans = new Spans('e', Date.now());
      for (let n = done; n < Math.min(perDay, done + BATCH); n++) {
        const event = eventAt(from + day * perDay + n, start, day);
        batch.push({ number: number + 1, times: 1, cells: cellsOf(event, event.name, spans.of(event.app, event.at, kept)) });
      }
      await rollups.count(batch, ++number);
    }
  }
  await connections.close();
  return (to - from) / ((performance.now() - begun) / 1_000);
}
