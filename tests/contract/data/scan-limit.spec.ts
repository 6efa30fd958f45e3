import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { AppSettings } from '@parlance/app-settings';
import { codeOf, DataDeployment, pointer, type Json } from './data-service.ts';

const SIZE = 500;

describe('scans of large classes', () => {
  let deployment: DataDeployment;
  const settingsAre = async (scanLimit: AppSettings['scanLimit']): Promise<void> => {
    deployment.declare('test', { allowClientClassCreation: true, scanLimit });
    await deployment.bus.flush();
  };
  beforeAll(async () => {
    deployment = await DataDeployment.start('fused');
    await deployment.anyone.create('Game', { score: -1, name: 'x' });
    await deployment.anyone.create('Small', { score: 1, game: pointer('Game', 'game1') });
    const games = await deployment.collection('Game');
    await games.insertMany(
      Array.from({ length: SIZE }, (_, n) => ({ _id: `game${n}`, score: n, name: `n${n}`, _created_at: new Date(n) })),
    );
    await games.createIndex({ score: 1 });
    await deployment.anyone.find('Game', { limit: 1 });
    await vi.waitFor(() => games.findOne({}, { hint: '_created_at_1__id_1' }), { timeout: 10_000 });
  });
  afterAll(() => deployment.close());

  const scans: readonly [string, Json][] = [
    ['a condition no index serves', { where: { name: 'n5' } }],
    ['an order no index serves', { order: 'name', limit: 1 }],
    ['a count', { where: { name: 'n5' }, limit: 0, count: 1 }],
    ['a pattern', { where: { name: { $regex: '5' } } }],
    ['a branch', { where: { $or: [{ score: 1 }, { name: 'n5' }] } }],
    ['more objects than the limit', { limit: SIZE }],
    ['pages behind the limit', { limit: 10, skip: SIZE }],
  ];
  it.each(scans)('PER-04 refuses %s with 154 when the limit is on, and runs it when it is off', async (_title, parameters) => {
    await settingsAre(100);
    expect(await codeOf(deployment.anyone.find('Game', parameters))).toBe(154);
    await settingsAre(null);
    await deployment.anyone.find('Game', parameters);
  });

  const bounded: readonly [string, Json][] = [
    ['what an index serves', { where: { score: { $gt: 490 } } }],
    ['an order that an index has', { order: '-createdAt', limit: 5 }],
    ['one object by its id', { where: { objectId: 'game7', name: 'n7' } }],
    ['any objects, few enough', { limit: 50, skip: 50 }],
  ];
  it.each(bounded)('PER-04 runs %s', async (_title, parameters) => {
    await settingsAre(100);
    expect((await deployment.anyone.find('Game', parameters)).results).not.toEqual([]);
    expect((await deployment.master.find('Game', parameters)).results).not.toEqual([]);
  });

  it('runs anything on classes up to the limit, and on those that do not exist', async () => {
    await settingsAre(100);
    expect((await deployment.anyone.find('Small', { where: { score: { $ne: 2 } } })).results).toHaveLength(1);
    expect((await deployment.anyone.find('Nothing', { where: { score: { $ne: 2 } } })).results).toEqual([]);
    await settingsAre(SIZE + 1);
    expect((await deployment.anyone.find('Game', { where: { name: 'n5' } })).results).toHaveLength(1);
  });

  it('PER-04 refuses a subquery that scans, and reads included objects and single ones as ever', async () => {
    await settingsAre(100);
    const where = { game: { $inQuery: { className: 'Game', where: { name: 'n1' } } } };
    expect(await codeOf(deployment.anyone.find('Small', { where }))).toBe(154);
    expect((await deployment.anyone.find('Small', { include: 'game' })).results[0]!['game']).toMatchObject({ name: 'n1' });
    expect(await deployment.anyone.get('Game', 'game3')).toMatchObject({ name: 'n3' });
  });

  it('names the fault of a query that the database refuses', async () => {
    await settingsAre(100);
    expect(await codeOf(deployment.anyone.find('Game', { where: { name: 'n5' }, hint: 'nothing_1' }))).toBe(102);
  });

  it('PER-04 the text names the class and a remedy, and nothing was read', async () => {
    await settingsAre(100);
    const database = await deployment.database();
    await database.command({ profile: 2 });
    await expect(deployment.anyone.find('Game', { where: { name: { $gt: 'n5' } } })).rejects.toThrow(/class Game.*index/);
    await database.command({ profile: 0 });
    const reads = await database
      .collection('system.profile')
      .find({ ns: `${database.databaseName}.Game`, op: 'query' })
      .toArray();
    expect(reads).toEqual([]);
  });
});
