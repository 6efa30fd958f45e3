import { MODES, startParlance, type Parlance } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

interface Group {
  readonly value: string;
  readonly total: number;
}

/** Counters leave a gateway every 1.5 s, and are stored within half a second. */
const SEEN_MS_MAX = 5_000;

const declaration = (id: string) => ({
  id,
  settings: { allowClientClassCreation: true, ...(id === 'silent' ? { analytics: { requests: false } } : {}) },
});

describe.each(MODES)('API requests, services %s', (mode) => {
  let parlance: Parlance;
  beforeAll(async () => {
    parlance = await startParlance({ mode, apps: ['test', 'batches', 'silent'].map(declaration) });
  });
  afterAll(async () => {
    await parlance?.close();
  });
  const query = async (question: object, app = 'test') => {
    const answer = await parlance.masterRest('POST', '/analytics/query', { source: 'requests', ...question }, { app: parlance.app(app) });
    expect(answer, answer.text).toMatchObject({ status: 200 });
    return answer.body;
  };
  const totals = (groups: readonly Group[]) => Object.fromEntries(groups.map(({ value, total }) => [value, total]));
  const ofGames = { filter: [{ dimension: 'className', is: 'Game' }] };

  it('ANA-08 ANA-19 are seen without code in clients, by device, class and verb, and their parts add up', async () => {
    const as = (version: string) => ({ headers: { 'X-Parse-Client-Version': version, 'X-Parse-App-Display-Version': '1.4' } });
    const { body } = await parlance.rest('POST', '/classes/Game', { title: 'Go' }, as('i1.19.3'));
    for (let times = 0; times < 3; times++) await parlance.rest('GET', `/classes/Game/${body.objectId}`, undefined, as('a4.3.0'));
    await parlance.rest('GET', '/classes/Game/nobody', undefined, as('js8.6.2'));
    await parlance.rest('GET', '/users', undefined, as('js8.6.2'));
    await expect.poll(async () => (await query(ofGames)).total).toBe(5);
    const named = async (groupBy: string, filter: object = ofGames) => totals((await query({ groupBy, ...filter })).groups);
    // Counts by different members are stored one after the other.
    await expect.poll(() => named('verb')).toEqual({ GET: 4, POST: 1 });
    await expect.poll(() => named('deviceType')).toEqual({ ios: 1, android: 3, web: 1 });
    await expect.poll(() => named('code')).toEqual({ 101: 1 });
    const byCode = await query({ groupBy: 'code', ...ofGames });
    expect([byCode.total, byCode.without.total], 'requests without a code are in the total').toEqual([5, 4]);
    expect(await named('className', {})).toMatchObject({ Game: 5, _User: 1 });
    expect(await named('status', {})).toMatchObject({ 201: 1, 404: 1 });
    for (const groupBy of ['className', 'verb', 'deviceType', 'sdk', 'appVersion', 'status', 'operation', 'code'])
      for (const granularity of ['minute', 'hour', 'day']) {
        const range = { from: new Date(Date.now() - 3_600_000).toISOString(), to: new Date(Date.now() + 60_000).toISOString() };
        const { groups, rest, without, total } = await query({ groupBy, granularity, ...range });
        const parts = groups.reduce((sum: number, group: Group) => sum + group.total, rest.total + without.total);
        expect(parts, `${groupBy} by ${granularity}`).toBe(total);
      }
  });

  it('ANA-19 have the device type of the installation that they name, where the SDK does not tell it, in a batch, too', async () => {
    await parlance.rest('POST', '/installations', { installationId: 'a-watch', deviceType: 'winrt' });
    const from = (installation: string) => ({ headers: { 'X-Parse-Installation-Id': installation } });
    for (let times = 0; times < 3; times++) await parlance.rest('GET', '/classes/Worn', undefined, from('a-watch'));
    await parlance.rest('GET', '/classes/Worn', undefined, from('nobody'));
    await parlance.rest('GET', '/classes/Worn');
    const requests = [1, 2].map(() => ({ method: 'GET', path: '/parse/classes/Worn' }));
    await parlance.rest('POST', '/batch', { requests }, from('a-watch'));
    const ofWorn = { filter: [{ dimension: 'className', is: 'Worn' }] };
    const byDevice = async () => {
      const { groups, without } = await query({ groupBy: 'deviceType', ...ofWorn });
      return [totals(groups), without.total];
    };
    await expect.poll(byDevice).toEqual([{ winrt: 5 }, 2]);
  });

  it('ANA-10 are seen within five seconds', async () => {
    const sentAt = Date.now();
    await parlance.rest('GET', '/classes/Fresh');
    await expect.poll(async () => (await query({ filter: [{ dimension: 'className', is: 'Fresh' }] })).total, { interval: 200 }).toBe(1);
    expect(Date.now() - sentAt).toBeLessThan(SEEN_MS_MAX);
  });

  it('ANA-09 a batch of 20 shows as 20 requests', async () => {
    const app = parlance.app('batches');
    const requests = Array.from({ length: 20 }, (_, index) => ({
      method: index < 15 ? 'POST' : 'GET',
      path: index < 15 ? '/parse/classes/Part' : '/parse/classes/Part/nobody',
      ...(index < 15 ? { body: index === 3 ? { 'not a name': 1 } : { index } } : {}),
    }));
    expect((await parlance.rest('POST', '/batch', { requests }, { app })).body).toHaveLength(20);
    const ofParts = { filter: [{ dimension: 'className', is: 'Part' }] };
    await expect.poll(async () => (await query(ofParts, 'batches')).total).toBe(20);
    const byVerb = async () => totals((await query({ ...ofParts, groupBy: 'verb' }, 'batches')).groups);
    await expect.poll(byVerb).toEqual({ POST: 15, GET: 5 });
    expect(totals((await query({ ...ofParts, groupBy: 'code' }, 'batches')).groups)).toEqual({ 101: 5, 105: 1 });
  });

  it('are told in the shape that the dashboard asks for', async () => {
    const now = Math.floor(Date.now() / 1_000);
    const { body } = await parlance.masterRest('GET', `/analytics?endpoint=api_request&stride=hour&from=${now - 7_200}&to=${now + 60}`);
    const last = body.requested_data.at(-1);
    expect(last[0] % 3_600).toBe(0);
    expect(body.requested_data.reduce((sum: number, [, value]: [number, number]) => sum + value, 0)).toBeGreaterThanOrEqual(5);
    expect(await parlance.masterRest('GET', '/analytics?endpoint=nothing&from=1&to=2')).toMatchObject({ status: 400, body: { code: 102 } });
  });

  it('have latencies by percentile, for all and by class', async () => {
    const latency = async (question: object) => (await parlance.masterRest('POST', '/analytics/latency', question)).body;
    const { total } = await latency({ className: 'Game', granularity: 'day' });
    expect(total.count).toBe(5);
    expect(total.p50).toBeGreaterThan(0);
    expect(total.p50).toBeLessThanOrEqual(total.p99);
    expect(total.p99).toBeLessThanOrEqual(total.max);
    expect(total.max).toBeLessThan(9_000);
    const all = await latency({ granularity: 'minute', from: new Date(Date.now() - 600_000).toISOString() });
    expect(all.total.count).toBeGreaterThan(5);
    expect(all.points.filter(({ count }: { count: number }) => count === 0)[0]).toMatchObject({ p50: null, max: null });
  });

  it('are not counted for an app that has switched it off', async () => {
    await parlance.rest('GET', '/classes/Quiet', undefined, { app: parlance.app('silent') });
    await parlance.rest('GET', '/classes/Loud', undefined, { app: parlance.app('batches') });
    await expect.poll(async () => (await query({ filter: [{ dimension: 'className', is: 'Loud' }] }, 'batches')).total).toBe(1);
    expect((await query({}, 'silent')).total).toBe(0);
  });
});
