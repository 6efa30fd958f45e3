/**
 * `npm run growth`: questions about one and ten million events. A breakdown of 30 days by a dimension has to come in under 300 ms, and take
 * as long with ten million as with one.
 */
import { startParlance, testServers, type Parlance } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { countEvents, DAYS, SOURCES } from './events.ts';

const SIZES = [1_000_000, 10_000_000] as const;
const ASKINGS = 31;
const MS_MAX = 300;
/** Ten times the events may take so much longer: the noise of a shared machine. */
const GROWTH_MAX = 2;
const NOISE_MS = 10;
const DAY_MS = 86_400_000;

const DIMENSIONS = ['dimensions.source', 'dimensions.page', 'dimensions.person', 'deviceType'] as const;

describe('events that grow', () => {
  let parlance: Parlance;
  const start = Math.floor(Date.now() / DAY_MS) * DAY_MS - DAYS * DAY_MS;
  const medians = new Map<string, number[]>();
  const lines: string[] = [];
  beforeAll(async () => {
    parlance = await startParlance({ mode: 'split' });
  });
  afterAll(async () => {
    await parlance?.close();
    console.log(`\n${lines.join('\n')}\n`);
  });

  describe.each(SIZES.map((size, place) => [size, SIZES[place - 1] ?? 0] as const))('%i events', (size, before) => {
    beforeAll(async () => {
      const { databaseName } = await parlance.analyticsDatabase();
      const rate = await countEvents(testServers().mongodbUrl, databaseName, start, before, size);
      lines.push(`${size.toLocaleString('en')} events: counted at ${Math.round(rate).toLocaleString('en')} a second`);
    }, 1_200_000);

    it.each(DIMENSIONS)('a breakdown of 30 days by %s is fast, and adds up', async (groupBy) => {
      const range = { from: new Date(start).toISOString(), to: new Date(start + DAYS * DAY_MS).toISOString() };
      const times: number[] = [];
      for (let n = 0; n < ASKINGS; n++) {
        const begun = performance.now();
        const { body } = await parlance.masterRest('POST', '/analytics/query', { event: 'viewed', groupBy, ...range, granularity: 'day' });
        times.push(performance.now() - begun);
        const parts = body.groups.reduce((sum: number, { total }: { total: number }) => sum + total, body.rest.total + body.without.total);
        expect(body.points).toHaveLength(DAYS);
        expect([body.answeredFrom, parts]).toEqual(['counts', body.total]);
        expect(Math.abs(body.total - size)).toBeLessThan(DAYS * 2);
        if (groupBy === 'dimensions.source') expect(body.groups.length + (body.rest.total > 0 ? 1 : 0)).toBeLessThanOrEqual(SOURCES);
      }
      const median = times.sort((one, other) => one - other)[Math.floor(ASKINGS / 2)]!;
      const known = medians.get(groupBy) ?? [];
      medians.set(groupBy, [...known, median]);
      lines.push(`  30 days by ${groupBy}: ${median.toFixed(1)} ms`);
      expect(median).toBeLessThan(MS_MAX);
      if (known[0] !== undefined) expect(median).toBeLessThan(known[0] * GROWTH_MAX + NOISE_MS);
    });
  });
});
