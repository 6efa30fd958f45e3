import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { MASTER, PUBLIC, type Identity } from '@parlance/acl';
import type { AppSettings } from '@parlance/app-settings';
import { data } from '@parlance/contracts';
import { codeOf, DataDeployment, MODES, pointer, user, type Json } from './data-service.ts';

const SOON = { timeout: 10_000, interval: 50 };
const SIZE = 20_000;

/** The service's answer about slow queries. */
async function slowQueries(deployment: DataDeployment, parameters: Json = {}, identity: Identity = MASTER): Promise<Json[]> {
  const { body } = await deployment.call(data.slowQueries, { parameters }, { identity });
  return (JSON.parse(new TextDecoder().decode(body)) as { results: Json[] }).results;
}

describe.each(MODES)('slow queries, %s', (mode) => {
  let deployment: DataDeployment;
  /** At a millisecond every look at the whole class is slow, and a get by id need not be. */
  const settings: Partial<AppSettings> = { allowClientClassCreation: true, slowQueryMs: 1 };
  beforeAll(async () => {
    deployment = await DataDeployment.start(mode, settings, 2);
    await deployment.anyone.create('Game', { score: 1, name: 'secret-0', done: false });
    await deployment.anyone.create('Note', { game: pointer('Game', 'game1') });
    const games = Array.from({ length: SIZE }, (_, n) => ({ _id: `game${n}`, score: n, name: `secret-${n}`, done: n % 2 === 0 }));
    await (await deployment.collection('Game')).insertMany(games);
  });
  afterAll(() => deployment.close());

  const ofShape = async (shape: string): Promise<Json | undefined> =>
    (await slowQueries(deployment)).find((each) => each['shape'] === shape);

  it('PER-03 lists a query over the threshold with shape, counts, median, p90, plan and the index that would serve it', async () => {
    for (let n = 0; n < 6; n++) {
      const where = { name: { $ne: 'secret-1' }, score: { $gte: n, $lt: 40 + n } };
      await deployment.anyone.find('Game', { where, order: '-score' });
    }
    await vi.waitFor(async () => {
      const found = await ofShape('name ne & score gte & score lt order -score');
      expect(found).toMatchObject({
        className: 'Game',
        operation: 'find',
        count: 6,
        slowCount: 6,
        timeouts: 0,
        averageScanned: SIZE + 1,
        plan: { index: null, stage: 'COLLSCAN', sortsInMemory: true, keysExamined: 0, docsExamined: SIZE + 1 },
        suggestion: { index: { score: -1, _id: -1 }, why: 'The order -score.' },
      });
      expect(found?.['medianMs']).toBeGreaterThan(0);
      expect(found?.['p90Ms']).toBeGreaterThanOrEqual(found?.['medianMs'] as number);
      expect(found?.['totalMs']).toBeGreaterThanOrEqual(found?.['medianMs'] as number);
      expect(found!['lastSeen'] >= found!['firstSeen']).toBe(true);
    }, SOON);
  });

  it('PER-06 tells how to mend a query that no index serves', async () => {
    await deployment.anyone.find('Game', { where: { name: { $ne: 'secret-1' }, score: -5 } });
    await vi.waitFor(async () => {
      const found = await ofShape('name ne & score eq');
      expect(found?.['suggestion']).toMatchObject({ index: { score: 1 }, hint: expect.stringContaining('contained-in') as string });
    }, SOON);
  });

  it('SEC-31 keeps no value of a query, neither in the database nor in the log', async () => {
    const records = await deployment.collection('_SlowQueries');
    await vi.waitFor(async () => expect(await records.countDocuments()).toBeGreaterThan(0), SOON);
    expect(JSON.stringify(await records.find().toArray())).not.toContain('secret');
    const lines = deployment.logs.filter((line) => line.includes('A query was slow.'));
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) {
      expect(line).not.toContain('secret');
      expect(JSON.parse(line)).toMatchObject({ level: 'warn', className: 'Game', app: 'test', request_id: 'request-1' });
    }
  });

  it('tells requests for objects, their number and subqueries apart', async () => {
    await deployment.anyone.find('Game', { where: { name: { $nin: ['secret-1'] } }, limit: 0, count: 1 });
    await deployment.anyone.find('Note', { where: { game: { $inQuery: { className: 'Game', where: { name: { $nin: ['secret-1'] } } } } } });
    const operations = async (): Promise<string[]> => {
      const found = (await slowQueries(deployment)).filter((each) => each['shape'] === 'name nin');
      return found.map((each) => each['operation'] as string).sort();
    };
    await vi.waitFor(async () => expect(await operations()).toEqual(['count', 'subquery']), SOON);
  });

  it('lists pipelines and distinct values, without the values they are asked with', async () => {
    const aggregate = (parameters: Json) => deployment.call(data.aggregate, { className: 'Game', parameters }, { identity: MASTER });
    const pipeline = [{ $match: { name: { $ne: 'secret-1' } } }, { $group: { _id: '$done', total: { $sum: '$score' } } }];
    await aggregate({ pipeline });
    await aggregate({ distinct: 'done', where: { name: { $ne: 'secret-2' } } });
    await vi.waitFor(async () => {
      const found = (await slowQueries(deployment)).filter(({ operation }) => operation === 'aggregate' || operation === 'distinct');
      const [pipelines, values] = found.sort((one, other) => (one['operation'] < other['operation'] ? -1 : 1));
      expect(pipelines).toMatchObject({ operation: 'aggregate', plan: { stage: 'COLLSCAN', docsExamined: SIZE + 1 } });
      expect(pipelines?.['shape']).toContain('$match(name $ne) > $group');
      expect(values).toMatchObject({ operation: 'distinct', shape: 'name ne', plan: { stage: 'COLLSCAN' } });
    }, SOON);
  });

  it('counts fast runs too once a kind of query was slow, so that the share of slow ones shows', async () => {
    const where = { score: { $exists: true }, name: { $in: ['secret-5'] } };
    // Either process has to have seen it slow.
    await vi.waitFor(async () => {
      for (let n = 0; n < 10; n++) await deployment.anyone.find('Game', { where });
      expect((await ofShape('name in & score exists'))?.['slowCount']).toBeGreaterThan(0);
    }, SOON);
    deployment.declare('test', { ...settings, slowQueryMs: 60_000 });
    await vi.waitFor(async () => {
      for (let n = 0; n < 4; n++) await deployment.anyone.find('Game', { where });
      const found = await ofShape('name in & score exists');
      expect(found?.['count']).toBeGreaterThan(found?.['slowCount'] as number);
    }, SOON);
    deployment.declare('test', settings);
  });

  it('filters by class and time, lists those that took most time in all first, and as many as asked for', async () => {
    const all = await slowQueries(deployment);
    expect(all.length).toBeGreaterThan(2);
    expect(all.map(({ totalMs }) => totalMs as number)).toEqual(all.map(({ totalMs }) => totalMs as number).sort((a, b) => b - a));
    expect(await slowQueries(deployment, { class: 'Nothing' })).toEqual([]);
    expect(await slowQueries(deployment, { limit: '2' })).toHaveLength(2);
    expect(await slowQueries(deployment, { limit: 0 })).toEqual([]);
    expect(await slowQueries(deployment, { since: '2100-01-01T00:00:00.000Z' })).toEqual([]);
    expect(await slowQueries(deployment, { until: '2020-01-01T00:00:00.000Z' })).toEqual([]);
    expect(await slowQueries(deployment, { since: '2020-01-01T00:00:00.000Z', until: '2100-01-01T00:00:00.000Z' })).toHaveLength(
      all.length,
    );
  });

  it('answers the master keys alone', async () => {
    expect(await slowQueries(deployment, {}, { kind: 'readOnlyMaster' })).not.toEqual([]);
    for (const identity of [PUBLIC, user('someoneels'), { kind: 'maintenance' }] as Identity[]) {
      expect(await codeOf(slowQueries(deployment, {}, identity))).toBe(119);
    }
  });

  it('hostile parameters are refused, and the record is no class', async () => {
    expect(await codeOf(slowQueries(deployment, { class: { $ne: null } }))).toBe(103);
    expect(await codeOf(slowQueries(deployment, { since: { $gt: '' } }))).toBe(102);
    expect(await codeOf(slowQueries(deployment, { limit: NaN }))).toBe(117);
    expect(await codeOf(slowQueries(deployment, JSON.parse('{"__proto__":{}}') as Json))).toBe(102);
    expect(await (await deployment.collection('_SCHEMA')).findOne({ _id: '_SlowQueries' })).toBeNull();
    for (const caller of [deployment.anyone, deployment.master]) {
      expect(await caller.find('_SlowQueries').catch(() => ({ results: [] }))).toEqual({ results: [] });
      expect(await codeOf(caller.create('_SlowQueries', { shape: 'x' }))).toBe(103);
    }
  });

  it('records expire after a week', async () => {
    const records = await deployment.collection('_SlowQueries');
    await vi.waitFor(async () => {
      expect(await records.listIndexes().toArray()).toContainEqual(
        expect.objectContaining({ key: { expiresAt: 1 }, expireAfterSeconds: 0 }),
      );
    }, SOON);
    const [record] = await records.find().toArray();
    const days = ((record?.['expiresAt'] as Date).getTime() - (record?.['lastSeen'] as Date).getTime()) / 86_400_000;
    expect(days).toBeGreaterThanOrEqual(7);
    expect(days).toBeLessThan(7.1);
  });
});

describe('slow queries and the life of processes', () => {
  it('the last queries are saved at shutdown, and the counts of several processes add up', async () => {
    const deployment = await DataDeployment.start('split', { allowClientClassCreation: true, slowQueryMs: 1 }, 3);
    try {
      const games = Array.from({ length: SIZE }, (_, n) => ({ _id: `game${n}`, score: n }));
      await deployment.anyone.create('Game', { score: 1 });
      await (await deployment.collection('Game')).insertMany(games);
      const RUNS = 24;
      for (let n = 0; n < RUNS; n++) await deployment.anyone.find('Game', { where: { score: { $gt: SIZE + n } } });
      await deployment.stopReplicas();
      const records = await (await deployment.collection('_SlowQueries')).find().toArray();
      expect(records.reduce((sum, { count }) => sum + (count as number), 0)).toBe(RUNS);
      expect(records.length).toBeGreaterThan(1);
      await deployment.startReplica('split');
      await deployment.bus.flush();
      await vi.waitFor(
        async () => expect(await slowQueries(deployment)).toMatchObject([{ shape: 'score gt', count: RUNS, slowCount: RUNS }]),
        SOON,
      );
    } finally {
      await deployment.close();
    }
  });

  it('records nothing when the setting is null', async () => {
    const deployment = await DataDeployment.start('fused', { allowClientClassCreation: true, slowQueryMs: null });
    try {
      await deployment.anyone.create('Game', { score: 1 });
      await deployment.anyone.find('Game', { where: { score: { $ne: 2 } } });
      expect(await slowQueries(deployment)).toEqual([]);
    } finally {
      await deployment.close();
    }
  });
});
