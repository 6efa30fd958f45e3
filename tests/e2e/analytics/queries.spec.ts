import { MODES, startParlance, type Parlance } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const DAY_MS = 86_400_000;
const iso = (at: number) => new Date(at).toISOString();
/** Noon of so many days ago, in UTC. */
const noon = (daysAgo: number) => Math.floor(Date.now() / DAY_MS) * DAY_MS - daysAgo * DAY_MS + DAY_MS / 2;

interface Group {
  readonly value: string;
  readonly total: number;
  readonly counts: readonly number[];
}

describe.each(MODES)('questions about events, services %s', (mode) => {
  let parlance: Parlance;
  beforeAll(async () => {
    parlance = await startParlance({ mode });
  });
  afterAll(async () => {
    await parlance?.close();
  });
  const ask = async (path: string, question: object) => {
    const answer = await parlance.masterRest('POST', `/analytics/${path}`, question);
    expect(answer, answer.text).toMatchObject({ status: 200 });
    return answer.body;
  };
  const send = async (events: readonly object[], headers: Record<string, string> = {}) => {
    const answer = await parlance.rest('POST', '/events', { events }, { headers });
    expect(answer, answer.text).toMatchObject({ status: 200 });
  };
  const counted = (question: object, total: number) =>
    expect.poll(async () => (await ask('query', question)).total, { message: JSON.stringify(question) }).toBe(total);
  const byValue = (groups: readonly Group[]) => Object.fromEntries(groups.map(({ value, total }) => [value, total]));

  it('ANA-02 counts a time with an offset in its hour', async () => {
    const day = iso(noon(2)).slice(0, 10);
    await send([{ name: 'offset', at: `${day}T05:30:00-07:00` }]);
    const question = { event: 'offset', from: `${day}T00:00:00Z`, to: `${day}T23:00:00Z`, granularity: 'hour' };
    await counted(question, 1);
    const { points, counts } = await ask('query', question);
    expect(points[counts.indexOf(1)]).toBe(`${day}T12:00:00.000Z`);
  });

  it('counts a time that is too far off when it arrives', async () => {
    await send([
      { name: 'clamped', at: iso(Date.now() + DAY_MS + 60_000) },
      { name: 'clamped', at: iso(Date.now() - 31 * DAY_MS) },
    ]);
    await counted({ event: 'clamped', from: iso(Date.now() - 60_000), to: iso(Date.now() + 60_000), granularity: 'minute' }, 2);
  });

  it('ANA-03 ANA-18 counts an app-open with a push hash as an app-open and a push-open', async () => {
    const headers = { 'X-Parse-Installation-Id': 'one' };
    await parlance.rest('POST', '/installations', { deviceType: 'ios', installationId: 'one' });
    const push = { objectId: 'push1', a: 'test', state: 'succeeded', createdAt: new Date(), pushHash: '0123456789abcdef' };
    await (await parlance.pushDatabase()).collection<{ _id: string }>('pushes').insertOne({ _id: 'test.push1', ...push });
    await parlance.rest('POST', '/events/AppOpened', { push_hash: push.pushHash }, { headers });
    await parlance.rest('POST', '/events/AppOpened', {});
    await parlance.rest('POST', '/events/AppOpened', {});
    // One that names no push of the app is an app-open and nothing more.
    await parlance.rest('POST', '/events/AppOpened', { push_hash: 'fedcba9876543210' }, { headers });
    await counted({ event: 'AppOpened' }, 4);
    await counted({ event: 'PushOpened' }, 1);
    expect(byValue((await ask('query', { event: 'AppOpened', groupBy: 'cause' })).groups)).toEqual({ push: 1, other: 3 });
    const caused = { event: 'AppOpened', filter: [{ dimension: 'cause', is: 'push' }], groupBy: 'deviceType' };
    expect(await ask('query', caused)).toMatchObject({ total: 1, answeredFrom: 'events' });
    const [from, to] = [Math.floor(Date.now() / 1_000) - 3_600, Math.ceil(Date.now() / 1_000) + 60];
    const graph = async (endpoint: string) => {
      const { body } = await parlance.masterRest('GET', `/analytics?endpoint=${endpoint}&stride=day&from=${from}&to=${to}`);
      return (body.requested_data as [number, number][]).reduce((sum, [, value]) => sum + value, 0);
    };
    expect([await graph('app_opened'), await graph('app_opened_from_push')]).toEqual([4, 1]);
  });

  it('ANA-04 segments an event by each of its dimensions, and parts add up to the total', async () => {
    const bought = (priceRange: string, source: string, dayType?: string) => ({
      name: 'bought',
      dimensions: { priceRange, source, ...(dayType === undefined ? {} : { dayType }) },
    });
    await send([
      bought('low', 'web', 'weekday'),
      bought('low', 'web'),
      bought('low', 'shop', 'weekend'),
      bought('high', 'shop', 'weekday'),
    ]);
    await counted({ event: 'bought' }, 4);
    for (const granularity of ['day', 'hour', 'minute']) {
      const segmented = async (dimension: string) => {
        const range = { from: iso(Date.now() - 3_600_000), to: iso(Date.now() + 60_000) };
        const answer = await ask('query', { event: 'bought', ...range, groupBy: `dimensions.${dimension}`, granularity });
        const parts = answer.groups.reduce((sum: number, { total }: Group) => sum + total, 0) + answer.rest.total + answer.without.total;
        expect(parts).toBe(answer.total);
        return { ...byValue(answer.groups), without: answer.without.total };
      };
      expect(await segmented('priceRange')).toEqual({ low: 3, high: 1, without: 0 });
      expect(await segmented('source')).toEqual({ web: 2, shop: 2, without: 0 });
      expect(await segmented('dayType')).toEqual({ weekday: 2, weekend: 1, without: 1 });
      const range = { from: iso(Date.now() - 3_600_000), to: iso(Date.now() + 60_000) };
      const names = await ask('query', { event: 'bought', ...range, groupBy: 'dimension', granularity });
      expect([names.total, byValue(names.groups)]).toEqual([4, { priceRange: 4, source: 4, dayType: 3 }]);
    }
  });

  it('filters by one dimension while it segments by another, and by several', async () => {
    const is = (dimension: string, value: string | string[]) => ({ dimension: `dimensions.${dimension}`, is: value });
    const filtered = await ask('query', { event: 'bought', groupBy: 'dimensions.source', filter: [is('priceRange', 'low')] });
    expect([filtered.total, byValue(filtered.groups), filtered.answeredFrom]).toEqual([3, { web: 2, shop: 1 }, 'events']);
    const same = await ask('query', { event: 'bought', groupBy: 'dimensions.source', filter: [is('source', ['web', 'none'])] });
    expect([same.total, byValue(same.groups), same.answeredFrom]).toEqual([2, { web: 2 }, 'counts']);
    const both = await ask('query', { event: 'bought', filter: [is('priceRange', 'low'), is('source', 'shop')] });
    expect(both.total).toBe(1);
  });

  it('names the top of the values, and adds the others up', async () => {
    await send(Array.from({ length: 30 }, (_, index) => ({ name: 'topped', dimensions: { n: `v${Math.floor(Math.sqrt(index))}` } })));
    await counted({ event: 'topped' }, 30);
    const { groups, rest, total } = await ask('query', { event: 'topped', groupBy: 'dimensions.n', top: 2 });
    expect(groups.map(({ value, total: times }: Group) => [value, times])).toEqual([
      ['v4', 9],
      ['v3', 7],
    ]);
    expect([rest.total, total]).toEqual([14, 30]);
  });

  it('ANA-16 keeps names apart that differ in case', async () => {
    await send([{ name: 'search' }, { name: 'Search' }, { name: 'Search' }]);
    await counted({ event: 'Search' }, 2);
    await counted({ event: 'search' }, 1);
  });

  it('ANA-20 gives a point for each day of a month, zeros included', async () => {
    await send([
      { name: 'monthly', at: iso(noon(20)) },
      { name: 'monthly', at: iso(noon(3)) },
    ]);
    const question = { event: 'monthly', from: iso(noon(29)), to: iso(noon(0)), granularity: 'day' };
    await counted(question, 2);
    const { points, counts } = await ask('query', question);
    expect(points).toHaveLength(30);
    expect(counts).toEqual(Array.from({ length: 30 }, (_, index) => (index === 9 || index === 26 ? 1 : 0)));
  });

  it('ANA-07 tells rate and count of errors by code', async () => {
    const error = (code: string) => ({ name: 'error', dimensions: { code } });
    await send([error('404'), error('404'), error('404'), error('209'), { name: 'error' }]);
    await counted({ event: 'error' }, 5);
    const { reported } = await ask('errors', {});
    expect(reported).toMatchObject({ total: 5, withCode: 4, withoutCode: 1 });
    expect(reported.codes).toMatchObject([
      { code: '404', count: 3, share: 0.75 },
      { code: '209', count: 1, share: 0.25 },
    ]);
  });

  it('ANA-15 counts different installations and users by day, week and month', async () => {
    const by = (installation: string) => ({ 'X-Parse-Installation-Id': installation });
    const opened = (daysAgo: number) => ({ name: 'opened', at: iso(noon(daysAgo)) });
    await send([opened(3), opened(3), opened(2)], by('one'));
    await send([opened(3), opened(1)], by('two'));
    await send([opened(3)]); // of nobody
    const question = { from: iso(noon(3)), to: iso(noon(1)), granularity: 'day' };
    const counts = async () => (await ask('active', question)).points.map(({ count }: { count: number }) => count);
    await expect.poll(counts).toEqual([2, 1, 1]);
    const months = await ask('active', { ...question, from: iso(noon(40)), granularity: 'month' });
    expect(Math.max(...months.points.map(({ count }: { count: number }) => count))).toBe(2);
    const users = await ask('active', { ...question, of: 'users' });
    expect(users.points.map(({ count }: { count: number }) => count)).toEqual([0, 0, 0]);
  });

  it('tells how many come back, by the day of their first event, also when that arrives late', async () => {
    const by = (installation: string) => ({ 'X-Parse-Installation-Id': installation });
    const visit = (daysAgo: number) => ({ name: 'visit', at: iso(noon(daysAgo)) });
    await send([visit(12), visit(11), visit(10)], by('keen'));
    await send([visit(12), visit(10)], by('weekly'));
    await send([visit(11)], by('late'));
    const question = { from: iso(noon(12)), to: iso(noon(11)), days: 2 };
    const cohorts = async () => (await ask('retention', question)).cohorts.map(({ active }: { active: number[] }) => active);
    await expect.poll(cohorts).toEqual([
      [2, 1, 2],
      [1, 0, 0],
    ]);
    await send([visit(12)], by('late'));
    await expect.poll(cohorts).toEqual([
      [3, 2, 2],
      [0, 0, 0],
    ]);
  });

  it('tells how many of those who took one step took another one after it', async () => {
    const by = (installation: string) => ({ 'X-Parse-Installation-Id': installation });
    const step = (name: string, at: number, plan = 'free') => ({ name, at: iso(at), dimensions: { plan } });
    const start = noon(5);
    await send([step('viewed', start), step('paid', start + 3_600_000, 'pro')], by('buyer'));
    await send([step('viewed', start), step('paid', start - 3_600_000)], by('before'));
    await send([step('viewed', start), step('paid', start + 2 * DAY_MS)], by('slow'));
    await send([step('viewed', start)], by('looker'));
    await counted({ event: 'viewed' }, 4);
    const question = { from: iso(noon(6)), to: iso(noon(4)), steps: [{ event: 'viewed' }, { event: 'paid' }] };
    expect(await ask('funnel', { ...question, withinSeconds: 86_400 })).toMatchObject({ entered: 4, converted: 1, rate: 0.25 });
    expect(await ask('funnel', { ...question, withinSeconds: 3 * 86_400 })).toMatchObject({ entered: 4, converted: 2 });
    const pro = [{ event: 'viewed' }, { event: 'paid', filter: [{ dimension: 'dimensions.plan', is: 'pro' }] }];
    expect(await ask('funnel', { ...question, steps: pro, withinSeconds: 3 * 86_400 })).toMatchObject({ entered: 4, converted: 1 });
  });

  it('ANA-11 saves a query under a name, lists it, answers it as before, and deletes it', async () => {
    const question = { event: 'bought', groupBy: 'dimensions.source', from: iso(noon(3)), to: iso(noon(-1)) };
    const path = '/analytics/queries/sold%20by%20source';
    expect(await parlance.masterRest('PUT', path, question)).toMatchObject({ status: 200, body: { name: 'sold by source', question } });
    expect((await parlance.masterRest('GET', '/analytics/queries')).body.results).toMatchObject([{ name: 'sold by source', question }]);
    expect((await parlance.masterRest('GET', path)).body).toMatchObject({ name: 'sold by source', question });
    expect((await parlance.masterRest('GET', `${path}/answer`)).body).toEqual(await ask('query', question));
    expect(await parlance.masterRest('PUT', '/analytics/queries/wrong', { event: 5 })).toMatchObject({ status: 400, body: { code: 102 } });
    expect(await parlance.masterRest('DELETE', path)).toMatchObject({ status: 200 });
    for (const [method, gone] of [
      ['GET', path],
      ['GET', `${path}/answer`],
      ['DELETE', path],
    ] as const)
      expect(await parlance.masterRest(method, gone)).toMatchObject({ status: 404, body: { code: 101 } });
    expect((await parlance.masterRest('GET', '/analytics/queries')).body.results).toEqual([]);
  });

  it('streams single events out as lines of JSON', async () => {
    const { headers, text } = await parlance.masterRest('GET', `/analytics/export?event=bought&from=${iso(Date.now() - DAY_MS)}`);
    expect(headers.get('content-type')).toContain('application/x-ndjson');
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { dimensions: [string, string][] });
    expect(lines).toHaveLength(4);
    expect(lines[0]).toMatchObject({ event: 'bought', id: expect.any(String), at: expect.any(String) });
    expect(lines.map(({ dimensions }) => dimensions.find(([name]) => name === 'source')?.[1]).sort()).toEqual([
      'shop',
      'shop',
      'web',
      'web',
    ]);
  });

  it('ANA-14 tells nothing to clients, and refuses them with 403', async () => {
    for (const key of ['rest', 'client', 'javascript', 'maintenance'] as const) {
      for (const [method, path] of [
        ['POST', '/analytics/query'],
        ['POST', '/analytics/active'],
        ['GET', '/analytics/export'],
        ['GET', '/analytics/queries'],
        ['GET', '/analytics?endpoint=api_request&from=1&to=2'],
      ] as const) {
        const answer = await parlance.rest(method, path, method === 'POST' ? {} : undefined, { key });
        expect(answer, `${key} ${path}`).toMatchObject({ status: 403, body: { code: 119 } });
      }
    }
    expect((await parlance.rest('POST', '/analytics/query', { event: 'bought' }, { key: 'readOnlyMaster' })).status).toBe(200);
    expect((await parlance.rest('PUT', '/analytics/queries/x', { event: 'bought' }, { key: 'readOnlyMaster' })).status).toBe(400);
  });

  it.each<[object, string]>([
    [{ from: 'never' }, 'from'],
    [{ from: iso(noon(1)), to: iso(noon(2)) }, 'from'],
    [{ event: 'x', from: iso(noon(30)), granularity: 'minute' }, 'granularity'],
    [{ event: 'x', granularity: 'year' }, 'granularity'],
    [{ event: 'x', groupBy: 'source' }, 'source'],
    [{ groupBy: 'deviceType' }, 'groupBy'],
    [{ event: 'x', groupBy: 'event' }, 'one name'],
    [{ source: 'requests', event: 'x' }, 'event'],
    [{ source: 'requests', groupBy: 'dimensions.x' }, 'dimensions.x'],
    [{ source: 'requests', groupBy: 'sdk', filter: [{ dimension: 'verb', is: 'GET' }] }, 'className+verb'],
    [{ event: 'x', top: 0 }, 'top'],
    [{ event: 'x', filter: [{ dimension: 'deviceType', is: [] }] }, 'filter'],
    [{ filter: [{ dimension: 'deviceType', is: 'ios' }] }, 'filter'],
    [{ event: 'x', more: 1 }, 'more'],
  ])('refuses the question %j with 102, and names the culprit', async (question, culprit) => {
    const answer = await parlance.masterRest('POST', '/analytics/query', question);
    expect(answer).toMatchObject({ status: 400, body: { code: 102 } });
    expect(answer.body.error).toContain(culprit);
  });
});
