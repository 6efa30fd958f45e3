import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Collection } from '@parlance/mongo';
import { DataDeployment, user, type Json } from './data-service.ts';

/** Names of the stages of a plan, the innermost last. */
function stages(plan: Json): string[] {
  const inner = (plan['inputStage'] ?? plan['queryPlan']) as Json | undefined;
  return [plan['stage'] as string, ...(inner === undefined ? [] : stages(inner))].filter((stage) => stage !== undefined);
}

const SIZE = 20_000;

describe('cost that does not grow with the class', () => {
  let deployment: DataDeployment;
  let games: Collection<Json & { _id: string }>;
  beforeAll(async () => {
    deployment = await DataDeployment.start('fused');
    await deployment.anyone.create('Game', { score: -1, name: 'x' });
    games = await deployment.collection('Game');
    const now = Date.now();
    const documents = Array.from({ length: SIZE }, (_, n) => {
      const at = new Date(now - (n >> 2));
      return { _id: `game${String(n).padStart(6, '0')}`, score: n, name: `n${n % 100}`, _created_at: at, _updated_at: at };
    });
    await games.insertMany(documents);
    await deployment.anyone.find('Game', { limit: 1 });
    // An index that is still being built is listed already; only one that is finished can be asked for.
    await vi.waitFor(() => games.findOne({}, { hint: '_updated_at_1__id_1' }), { timeout: 10_000 });
  });
  afterAll(() => deployment.close());

  /** The database's work for a find: the commands the service sent are taken from its profiler. */
  async function profiled(work: () => Promise<unknown>): Promise<Json[]> {
    const database = await deployment.database();
    await database.command({ profile: 2 });
    await work();
    await database.command({ profile: 0 });
    const commands = await database
      .collection('system.profile')
      .find({ ns: `${database.databaseName}.Game` })
      .toArray();
    await database.collection('system.profile').drop();
    return commands;
  }

  const plans: readonly [string, Json, number][] = [
    ['newest first', { order: '-createdAt' }, 100],
    ['oldest first', { order: 'createdAt' }, 100],
    ['last changed first', { order: '-updatedAt', limit: 10 }, 10],
    ['pages by id', { order: 'objectId', where: { objectId: { $gt: 'game005000' } } }, 100],
    ['the newest since a time', { order: '-updatedAt', where: { updatedAt: { $gt: '2020-01-01T00:00:00.000Z' } } }, 100],
    ['any 100', {}, 100],
  ];
  it.each(plans)('%s reads no more than it shows, and sorts nothing', async (_title, parameters, shown) => {
    for (const caller of [deployment.anyone, deployment.master, deployment.as(user('someoneels', 'a', 'b'))]) {
      const [command, ...others] = await profiled(() => caller.find('Game', parameters));
      expect(others).toEqual([]);
      expect(command).toMatchObject({ nreturned: shown });
      expect(command).not.toHaveProperty('hasSortStage');
      expect(command?.['docsExamined']).toBeLessThanOrEqual(shown + 1);
      expect(command?.['keysExamined']).toBeLessThanOrEqual(shown + 1);
    }
  });

  it('a get by id, an update and a delete look at one object', async () => {
    const commands = await profiled(async () => {
      await deployment.anyone.get('Game', 'game010000');
      await deployment.anyone.find('Game', { where: { objectId: 'game010000' } });
      await deployment.anyone.update('Game', 'game010000', { score: { __op: 'Increment', amount: 1 } });
      await deployment.anyone.update('Game', 'game010000', { name: 'y' });
      await deployment.anyone.remove('Game', 'game010000');
    });
    expect(commands).toHaveLength(5);
    for (const command of commands) expect(command['docsExamined']).toBe(1);
  });

  it('equality on an indexed field reads the matches alone', async () => {
    await games.createIndex({ name: 1 });
    const [command] = await profiled(() => deployment.anyone.find('Game', { where: { name: 'n7' } }));
    expect(command?.['docsExamined']).toBeLessThanOrEqual(101);
  });

  it('QRY-26 a prefix on an indexed field reads the matches alone', async () => {
    await games.createIndex({ name: 1 });
    const [command] = await profiled(() => deployment.anyone.find('Game', { where: { name: { $regex: '^\\Qn77\\E' } }, limit: 1_000 }));
    expect(command?.['nreturned']).toBe(SIZE / 100);
    expect(command?.['keysExamined']).toBeLessThanOrEqual(SIZE / 100 + 2);
  });

  it('QRY-37 the master key counts a class without looking at objects; others exactly', async () => {
    const [command] = await profiled(async () => {
      const { count } = await deployment.master.find('Game', { limit: 0, count: 1 });
      expect(count).toBe(await games.countDocuments());
    });
    expect(command?.['planSummary']).toBe('RECORD_STORE_FAST_COUNT');
    expect((await deployment.anyone.find('Game', { limit: 0, count: 1 })).count).toBe(await games.countDocuments());
  });

  it('finds by a plan the planner itself chooses by index, not by a scan', async () => {
    const explained = await games
      .find({ _rperm: { $in: [null, '*'] } } as never)
      .sort({ _created_at: -1, _id: -1 })
      .limit(100)
      .explain();
    expect(stages((explained['queryPlanner'] as Json)['winningPlan'] as Json)).toEqual(['LIMIT', 'FETCH', 'IXSCAN']);
  });
});
