import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AdminDeployment } from './admin-deployment.ts';

type Answer = ReturnType<typeof JSON.parse>;
interface Group {
  readonly value: string;
  readonly total: number;
}

const DAY_MS = 86_400_000;
const SOON = { timeout: 30_000 };
const ago = (ms: number) => new Date(Date.now() - ms).toISOString();

describe('analytics for administrators', () => {
  let deployment: AdminDeployment;
  beforeAll(async () => {
    const settings = { allowClientClassCreation: true };
    deployment = await AdminDeployment.start('split', [{ id: 'alpha', settings }, { id: 'beta' }]);
  });
  afterAll(() => deployment?.close());

  const done = async (operation: string, request: object = {}): Promise<Answer> => {
    const { body, error } = await deployment.ask(`analytics.${operation}`, { app: 'alpha', ...request });
    expect([operation, error === undefined ? undefined : body]).toEqual([operation, undefined]);
    return body;
  };
  const refused = async (operation: string, request: object = {}, token?: string) => {
    const { body, error } = await deployment.ask(
      `analytics.${operation}`,
      { app: 'alpha', ...request },
      token === undefined ? {} : { token },
    );
    return [error, body.error];
  };
  const rest = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    deployment.parlance.rest(method, path, body, { app: deployment.parlance.app('alpha'), headers });
  const send = async (events: readonly object[], headers: Record<string, string> = {}) => {
    const answer = await rest('POST', '/events', { events }, headers);
    expect(answer, answer.text).toMatchObject({ status: 200 });
  };
  const byValue = (groups: readonly Group[]) => Object.fromEntries(groups.map(({ value, total }) => [value, total]));

  it('ANA-04 counts an event over time, by each of its dimensions, and the parts add up', async () => {
    const bought = (priceRange: string, source: string) => ({ name: 'bought', dimensions: { priceRange, source } });
    await send([bought('low', 'web'), bought('low', 'shop'), { name: 'bought', dimensions: { source: 'shop' } }]);
    const question = { event: 'bought', last: 'day', granularity: 'hour' };
    await expect.poll(async () => (await done('count', question)).total, SOON).toBe(3);
    const counted = await done('count', { ...question, groupBy: 'dimensions.priceRange' });
    expect(counted.points).toHaveLength(24);
    expect([byValue(counted.groups), counted.without.total, counted.rest.total]).toEqual([{ low: 2 }, 1, 0]);
    expect(byValue((await done('count', { ...question, groupBy: 'dimensions.source' })).groups)).toEqual({ shop: 2, web: 1 });
    expect((await done('count', { ...question, filter: [{ dimension: 'dimensions.source', is: ['web'] }] })).total).toBe(1);
    expect(byValue((await done('count', { last: 'week', granularity: 'day', groupBy: 'event' })).groups)).toMatchObject({ bought: 3 });
    expect((await refused('count', { groupBy: 'nothing', event: 'bought' }))[0]).toBe('102');
    expect((await refused('count', { last: 'day', from: ago(DAY_MS) }))[0]).toBe('102');
    expect((await refused('count', { last: 'year' }))[0]).toBe('107');
  });

  it('ANA-08 ANA-18 tells requests by dimension, the series of the dashboard, and opens by their cause', async () => {
    await rest('POST', '/classes/Game', { score: 1 }, { 'X-Parse-Client-Version': 'i1.19.0' });
    await rest('GET', '/classes/Game');
    await rest('POST', '/events/AppOpened', {});
    const requests = { source: 'requests', last: 'hour', granularity: 'minute' };
    await expect.poll(async () => byValue((await done('count', { ...requests, groupBy: 'className' })).groups)['Game'], SOON).toBe(2);
    for (const groupBy of ['className', 'verb', 'deviceType']) {
      const { total, groups, rest: others, without } = await done('count', { ...requests, groupBy });
      expect(groups.reduce((sum: number, group: Group) => sum + group.total, 0) + others.total + without.total).toBe(total);
    }
    const range = { from: ago(DAY_MS), to: ago(-60_000), granularity: 'hour' };
    await expect.poll(async () => (await done('series', { endpoint: 'app_opened', ...range })).total, SOON).toBe(1);
    const ofRequests = () => done('series', { endpoint: 'api_request', ...range });
    await expect.poll(async () => (await ofRequests()).total, SOON).toBeGreaterThanOrEqual(4);
    const { points, counts, total } = await ofRequests();
    expect([points.length, counts.reduce((sum: number, times: number) => sum + times, 0)]).toEqual([counts.length, total]);
    expect((await done('series', { endpoint: 'app_opened_from_push', ...range })).total).toBe(0);
    expect(byValue((await done('count', { event: 'AppOpened', groupBy: 'cause' })).groups)).toEqual({ other: 1 });
    expect((await done('latency', { last: 'hour', granularity: 'minute' })).total.p99).toBeGreaterThan(0);
  });

  it('ANA-15 tells active installations, those that return, and how many of them did one thing after another', async () => {
    const by = (installation: string) => ({ 'X-Parse-Installation-Id': installation });
    await send(
      [
        { name: 'searched', at: ago(2_000) },
        { name: 'found', at: ago(1_000) },
      ],
      by('one'),
    );
    await send([{ name: 'searched', at: ago(2_000) }], by('two'));
    const active = async () => (await done('active', { last: 'day' })).points.at(-1).count;
    await expect.poll(active, SOON).toBe(2);
    expect((await done('active', { last: 'month', granularity: 'month' })).points.at(-1).count).toBe(2);
    expect((await done('active', { of: 'users', last: 'day' })).points.at(-1).count).toBe(0);
    const { cohorts } = await done('retention', { last: 'week', days: 3 });
    expect(cohorts).toHaveLength(7);
    expect(cohorts.at(-1)).toMatchObject({ size: 2, active: [2] });
    const steps = [{ event: 'searched' }, { event: 'found' }];
    expect(await done('funnel', { last: 'week', steps })).toEqual({ by: 'installation', entered: 2, converted: 1, rate: 0.5 });
    expect((await refused('funnel', { steps: steps.slice(1) }))[0]).toBe('107');
  });

  it('ANA-07 tells errors by code, reported and answered', async () => {
    await send([{ name: 'error', dimensions: { code: '404' } }, { name: 'error' }]);
    await rest('GET', '/classes/Game/nobody0000');
    await expect
      .poll(async () => (await done('errors', { last: 'day' })).reported, SOON)
      .toMatchObject({ total: 2, withCode: 1, withoutCode: 1 });
    await expect
      .poll(async () => (await done('errors', { last: 'day' })).answered.codes, SOON)
      .toContainEqual(expect.objectContaining({ code: '101', count: 1 }));
  });

  it('ANA-11 a graph is saved, listed, replaced and deleted, with entries in the audit', async () => {
    const question = { event: 'bought', last: 'week', groupBy: 'dimensions.source' };
    expect((await done('save-graph', { name: 'Sources', question })).graph).toMatchObject({ name: 'Sources', question });
    await done('save-graph', { name: 'Sources', question: { ...question, top: 3 } });
    const { graphs } = await done('graphs');
    expect(graphs).toMatchObject([{ name: 'Sources', question: { ...question, top: 3 } }]);
    expect((await done('count', graphs[0].question)).total).toBe(3);
    expect((await done('graphs', { app: 'beta' })).graphs).toEqual([]);
    expect((await refused('save-graph', { name: 'Bad', question: { source: 'requests', event: 'x' } }))[0]).toBe('102');
    await done('delete-graph', { name: 'Sources' });
    expect(await refused('delete-graph', { name: 'Sources' })).toEqual(['101', 'There is no saved query of that name.']);
    const { entries } = (await deployment.ask('audit.query', { app: 'alpha', limit: 3 })).body;
    expect(entries).toMatchObject([
      { action: 'analytics.delete-graph', outcome: 'failed' },
      { action: 'analytics.delete-graph', outcome: 'done', text: 'Deleted the graph Sources of the app alpha.' },
      { action: 'analytics.save-graph', outcome: 'failed' },
    ]);
  });

  it('ANA-14 nobody reads analytics without the right, and nobody saves graphs who may only look', async () => {
    const tokenFor = async (name: string, rights: object): Promise<string> =>
      (await deployment.ask('tokens.create', { name, ...rights })).body.secret;
    const [marketer, supporter, viewer, ofBeta] = await Promise.all([
      tokenFor('marketer', { role: 'marketer' }),
      tokenFor('supporter', { role: 'supporter' }),
      tokenFor('viewer', { role: 'viewer' }),
      tokenFor('of beta', { role: 'owner', apps: ['beta'] }),
    ]);
    const asked = async (token: string) => [(await refused('count', {}, token))[0], (await refused('graphs', {}, token))[0]];
    expect(await asked(marketer)).toEqual([undefined, undefined]);
    expect(await asked(viewer)).toEqual([undefined, undefined]);
    expect(await asked(supporter)).toEqual(['119', '119']);
    expect(await asked(ofBeta)).toEqual(['119', '119']);
    expect(await asked('')).toEqual(['902', '902']);
    expect((await refused('save-graph', { name: 'Mine', question: {} }, viewer))[0]).toBe('119');
    for (const [method, path] of [
      ['GET', '/analytics/queries'],
      ['POST', '/analytics/query'],
    ] as const)
      expect((await rest(method, path, method === 'GET' ? undefined : {})).status).toBe(403);
  });
});
