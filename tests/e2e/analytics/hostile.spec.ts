import { startParlance, type Parlance } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { storedEvents } from './stored-events.ts';

/** Names that could mean something to a database, an object or a terminal, and names of other scripts. */
const NAMES = [
  'a.b.c',
  '$where',
  '$set.x',
  'a|b|D|20261129',
  '%7C',
  '%',
  '#events',
  '#dimensions',
  'd.x',
  'b.sdk',
  'toString',
  'hasOwnProperty',
  'покупка',
  '購入',
  'شراء',
  'खरीद',
  '👩‍👩‍👧',
  'e\u0301té',
  '‮txet‬',
  "'; DROP TABLE events; --",
  '<script>alert(1)</script>',
  '=HYPERLINK("http://x")',
  'a\\b"c',
  ' spaces ',
  '\u00a0',
];
/** Refused everywhere in bodies, as in Parse Server. */
const POLLUTING = ['__proto__', 'constructor', 'prototype'];

describe('events with names of any kind', () => {
  let parlance: Parlance;
  beforeAll(async () => {
    parlance = await startParlance({ mode: 'fused' });
  });
  afterAll(async () => {
    await parlance?.close();
  });
  const ask = async (question: object) => (await parlance.masterRest('POST', '/analytics/query', question)).body;

  it('are counted under exactly these names, as events and as dimensions', async () => {
    const names = NAMES.filter((name) => name.trim() !== '');
    for (const name of names) {
      const answer = await parlance.rest('POST', `/events/${encodeURIComponent(name)}`, { dimensions: { [name]: name, same: 'value' } });
      expect(answer, name).toMatchObject({ status: 200, body: {} });
    }
    await expect.poll(async () => (await storedEvents(parlance)).length).toBe(names.length);
    const { groups, total } = await ask({ groupBy: 'event', top: 100 });
    expect(total).toBe(names.length);
    expect(groups.map(({ value }: { value: string }) => value).sort()).toEqual([...names].sort());
    for (const name of names) {
      const counted = await ask({ event: name, groupBy: `dimensions.${name}` });
      expect(counted, name).toMatchObject({ total: 1, groups: [{ value: name, total: 1 }], without: { total: 0 } });
      const filtered = await ask({
        event: name,
        filter: [
          { dimension: `dimensions.${name}`, is: name },
          { dimension: 'dimensions.same', is: 'value' },
        ],
      });
      expect(filtered, name).toMatchObject({ total: 1, answeredFrom: 'events' });
    }
  });

  it.each(POLLUTING)('SEC a dimension %s changes no object, here or in the store', async (name) => {
    const body = `{"dimensions": {"${name}": "polluted", "kept": "yes"}}`;
    const { status } = await parlance.rest('POST', '/events/polluting', body, { headers: { 'Content-Type': 'application/json' } });
    expect([200, 400]).toContain(status);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(Object.prototype.toString.call({})).toBe('[object Object]');
    const question = await parlance.masterRest('POST', '/analytics/query', `{"event": "polluting", "groupBy": "dimensions.${name}"}`, {
      headers: { 'Content-Type': 'application/json' },
    });
    expect(question.status).toBe(200);
  });

  it('cuts names and values that are too long, and keeps whole characters', async () => {
    const long = '😀'.repeat(400);
    expect((await parlance.rest('POST', '/events/long', { dimensions: { [long]: long } })).status).toBe(200);
    const stored = async () => (await storedEvents(parlance)).find(({ n }) => n === 'long');
    await expect.poll(async () => (await stored()) !== undefined).toBe(true);
    const [[name, value] = ['', '']] = (await stored())!.d;
    expect([name, value]).toEqual(['😀'.repeat(127), '😀'.repeat(250)]);
  });

  it('counts the values beyond the bound of a day together, so that parts still add up', async () => {
    for (let part = 0; part < 3; part++) {
      const events = Array.from({ length: 500 }, (_, index) => ({ name: 'many', dimensions: { id: `value ${part} ${index}` } }));
      expect((await parlance.rest('POST', '/events', { events })).status).toBe(200);
    }
    await expect.poll(async () => (await ask({ event: 'many' })).total).toBe(1_500);
    const { groups, rest, without, isApproximate } = await ask({ event: 'many', groupBy: 'dimensions.id', top: 1_000 });
    expect([groups.length, rest.total, without.total, isApproximate]).toEqual([1_000, 500, 0, true]);
    const filter = [{ dimension: 'dimensions.id', is: 'value 2 499' }];
    expect((await ask({ event: 'many', filter })).isApproximate, 'the value may be one of those beyond the bound').toBe(true);
  });

  it('bounds the names of events and dimensions that have counts of their own, and stores the others', async () => {
    const events = Array.from({ length: 600 }, (_, index) => ({ name: `name ${index}` }));
    expect((await parlance.rest('POST', '/events', { events })).status).toBe(200);
    const isNamed = async () => (await storedEvents(parlance)).filter(({ n }) => /^name \d/.test(n)).length;
    await expect.poll(isNamed).toBe(600);
    const names = async () => ask({ groupBy: 'event', top: 1_000 });
    await expect.poll(async () => (await names()).groups.length).toBe(500);
    expect((await names()).rest.total).toBeGreaterThan(100);
    const counted = new Set((await names()).groups.map(({ value }: { value: string }) => value));
    const uncounted = events.map(({ name }) => name).find((name) => !counted.has(name));
    expect(await ask({ event: uncounted })).toMatchObject({ total: 1, answeredFrom: 'events', isApproximate: false });
    expect(await ask({ event: 'nobody sends this' })).toMatchObject({ total: 0 });
  });
});
