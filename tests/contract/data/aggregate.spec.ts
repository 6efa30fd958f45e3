import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DataDeployment, MODES, pointer, type Json } from './data-service.ts';

const day = (n: number) => ({ __type: 'Date', iso: `2022-01-${String(n).padStart(2, '0')}T00:00:00.000Z` });

describe.each(MODES)('aggregates, %s', (mode) => {
  let deployment: DataDeployment;
  let ann: Json;
  beforeAll(async () => {
    deployment = await DataDeployment.start(mode);
    const { master } = deployment;
    await master.create('Team', { city: 'Rome' });
    const players: Json[] = [
      { name: 'Ann', score: 10, born: day(1), tags: ['red', 'blue'], team: pointer('Team', 'teamred000'), stats: { wins: 3, at: day(5) }, place: { __type: 'GeoPoint', latitude: 41.9, longitude: 12.5 }, ACL: {} },
      { name: 'Bob', score: 20, born: day(2), tags: ['red'], team: pointer('Team', 'teamblue00'), stats: { wins: 1 } },
      { name: 'Cyd', score: 20, born: day(3), team: pointer('Team', 'teamred000'), friends: [pointer('Player', 'friend0001')] },
    ]; // prettier-ignore
    const created: Json[] = [];
    for (const player of players) created.push(await master.create('Player', player));
    ann = { ...players[0], ...created[0], updatedAt: created[0]?.['createdAt'] };
    delete ann['ACL'];
  });
  afterAll(() => deployment.close());

  const rows = (pipeline: unknown, more: Json = {}): Promise<Json[]> => deployment.master.aggregate('Player', { pipeline, ...more });
  const byId = (a: Json, b: Json): number => (JSON.stringify(a['objectId']) < JSON.stringify(b['objectId']) ? -1 : 1);

  it('shows objects that pass through as a find shows them, without their ACL', async () => {
    expect(await rows([{ $match: { name: 'Ann' } }])).toEqual([ann]);
    expect(await rows([])).toHaveLength(3);
  });

  const table: readonly [string, unknown[], Json[]][] = [
    ['groups everything', [{ $group: { _id: null, total: { $sum: '$score' } } }], [{ objectId: null, total: 50 }]],
    ['groups by a field', [{ $group: { _id: '$score', n: { $sum: 1 } } }], [{ objectId: 10, n: 1 }, { objectId: 20, n: 2 }]],
    ['groups by a pointer, and shows the id', [{ $group: { _id: '$team', n: { $sum: 1 } } }], [{ objectId: 'teamblue00', n: 1 }, { objectId: 'teamred000', n: 2 }]],
    ['groups by the stored name of a pointer', [{ $group: { _id: '$_p_team', n: { $sum: 1 } } }], [{ objectId: 'teamblue00', n: 1 }, { objectId: 'teamred000', n: 2 }]],
    ['groups by a date', [{ $group: { _id: '$born' } }, { $limit: 9 }], [1, 2, 3].map((n) => ({ objectId: day(n) }))],
    ['groups by several fields', [{ $group: { _id: { score: '$score', wins: '$stats.wins' } } }], [{ objectId: { score: 10, wins: 3 } }, { objectId: { score: 20 } }, { objectId: { score: 20, wins: 1 } }]],
    ['counts by value', [{ $sortByCount: '$team' }], [{ objectId: 'teamblue00', count: 1 }, { objectId: 'teamred000', count: 2 }]],
    ['counts', [{ $match: { score: { $gt: 10 } } }, { $count: 'n' }], [{ n: 2 }]],
    ['unwinds lists', [{ $unwind: '$tags' }, { $group: { _id: '$tags', n: { $sum: 1 } } }], [{ objectId: 'blue', n: 1 }, { objectId: 'red', n: 2 }]],
    ['matches after a group', [{ $group: { _id: '$team', team: { $sum: 1 } } }, { $match: { team: 2, objectId: 'teamred000' } }], [{ objectId: 'teamred000', team: 2 }]],
    ['computes from dates', [{ $group: { _id: { $dayOfMonth: '$born' } } }], [{ objectId: 1 }, { objectId: 2 }, { objectId: 3 }]],
    ['buckets', [{ $bucket: { groupBy: '$score', boundaries: [0, 15, 30], output: { names: { $push: '$name' } } } }], [{ objectId: 0, names: ['Ann'] }, { objectId: 15, names: ['Bob', 'Cyd'] }]],
    ['facets', [{ $sort: { name: 1 } }, { $facet: { n: [{ $count: 'n' }], first: [{ $limit: 1 }, { $project: { name: 1, _id: 0 } }] } }], [{ n: [{ n: 3 }], first: [{ name: 'Ann' }] }]],
    ['windows', [{ $setWindowFields: { partitionBy: '$team', sortBy: { createdAt: 1 }, output: { place: { $documentNumber: {} } } } }, { $group: { _id: '$name', place: { $max: '$place' } } }], [{ objectId: 'Ann', place: 1 }, { objectId: 'Bob', place: 1 }, { objectId: 'Cyd', place: 2 }]],
    ['goes on with a part', [{ $match: { name: 'Ann' } }, { $replaceRoot: { newRoot: '$stats' } }], [{ wins: 3, at: day(5) }]],
    ['joins another class', [{ $limit: 1 }, { $lookup: { from: 'Team', pipeline: [{ $match: { city: 'Rome' } }, { $project: { city: 1, _id: 0 } }], as: 'teams' } }, { $replaceWith: { teams: '$teams' } }], [{ teams: [{ city: 'Rome' }] }]],
    ['joins another class by a field', [{ $limit: 1 }, { $addFields: { at: 'Rome' } }, { $lookup: { from: 'Team', localField: 'at', foreignField: 'city', as: 'teams' } }, { $replaceWith: { city: { $first: '$teams.city' } } }], [{ city: 'Rome' }]],
    ['adds objects of another class', [{ $unionWith: { coll: 'Team', pipeline: [{ $match: { city: 'Rome' } }] } }, { $count: 'n' }], [{ n: 4 }]],
  ]; // prettier-ignore
  it.each(table)('%s', async (_title, pipeline, expected) => {
    expect((await rows(pipeline)).sort(byId)).toEqual(expected.sort(byId));
  });

  const matches: readonly [string, Json, number][] = [
    ['a pointer', { team: pointer('Team', 'teamred000') }, 2],
    ['the id of a pointer', { team: 'teamred000' }, 2],
    ['ids of pointers', { team: { $in: ['teamred000', 'nowhere'] } }, 2],
    ['a pointer of another class', { team: pointer('Other', 'teamred000') }, 0],
    ['an element of a list of pointers', { friends: pointer('Player', 'friend0001') }, 1],
    ['a date', { born: { $gt: day(1) } }, 2],
    ['a date as text', { born: { $gt: '2022-01-01T00:00:00.000Z' } }, 2],
    ['a date in extended JSON', { born: { $lte: { $date: '2022-01-02T00:00:00.000Z' } } }, 2],
    ['createdAt as text', { createdAt: { $gt: '2022-01-01T00:00:00.000Z' } }, 3],
    ['createdAt under its stored name', { _created_at: { $lt: day(1) } }, 0],
    ['a path', { 'stats.wins': { $exists: true } }, 2],
    ['alternatives', { $or: [{ name: 'Ann' }, { score: { $in: [20] } }] }, 3],
    ['an expression', { $expr: { $gt: ['$score', 15] } }, 2],
    ['an expression on the whole object', { $expr: { $gt: [{ $size: { $objectToArray: '$$ROOT' } }, 2] } }, 3],
    ['an element', { tags: { $elemMatch: { $regex: '^b', $options: 'i' } } }, 1],
    ['a number of elements', { tags: { $size: 1 } }, 1],
    ['a negation', { score: { $not: { $gte: 20 } } }, 1],
    ['places in a circle', { place: { $geoWithin: { $centerSphere: [{ __type: 'GeoPoint', latitude: 41, longitude: 12 }, 0.1] } } }, 1],
  ]; // prettier-ignore
  it.each(matches)('matches %s', async (_title, where, n) => {
    expect(await rows([{ $match: where }, { $count: 'n' }])).toEqual(n === 0 ? [] : [{ n }]);
  });

  it('projects fields under their own names, and computed ones beside them', async () => {
    const [row] = await rows([{ $match: { name: 'Ann' } }, { $project: { team: 1, createdAt: 1, twice: { $multiply: ['$score', 2] }, c: '$createdAt' } }]);
    expect(row).toEqual({ objectId: ann['objectId'], team: ann['team'], createdAt: ann['createdAt'], twice: 20, c: { __type: 'Date', iso: ann['createdAt'] } });
    expect(await rows([{ $match: { name: 'Ann' } }, { $project: { objectId: 0, name: 1 } }])).toEqual([{ name: 'Ann' }]);
    const [other] = await rows([{ $match: { name: 'Ann' } }, { $addFields: { team: { $toUpper: '$name' }, score: { $add: ['$score', 1] } } }, { $project: { team: 1, score: 1 } }]);
    expect(other).toEqual({ objectId: ann['objectId'], team: 'ANN', score: 11 });
    const [less] = await rows([{ $match: { name: 'Ann' } }, { $unset: ['team', 'createdAt', 'tags', 'stats', 'born', 'place'] }]);
    expect(less).toEqual({ objectId: ann['objectId'], name: 'Ann', score: 10, updatedAt: ann['updatedAt'] });
  }); // prettier-ignore

  it('orders by fields under their own names', async () => {
    const names = async (sort: Json) => (await rows([{ $sort: sort }, { $project: { name: 1 } }])).map(({ name }) => name as string).join();
    expect(await names({ createdAt: -1 })).toBe('Cyd,Bob,Ann');
    expect(await names({ team: 1, updatedAt: 1 })).toBe('Bob,Ann,Cyd');
  });

  it('takes a pipeline as a list, as an object, as parameters, and each of them as text', async () => {
    const expected = [{ objectId: ann['objectId'], name: 'Ann' }];
    const stages = { $match: { score: 10 }, $project: { name: 1 } };
    const list = Object.entries(stages).map(([name, spec]) => ({ [name]: spec }));
    const texts = Object.fromEntries(Object.entries(stages).map(([name, spec]) => [name, JSON.stringify(spec)]));
    for (const parameters of [{ pipeline: list }, { pipeline: stages }, { pipeline: JSON.stringify(list) }, stages, texts]) {
      expect(await deployment.master.aggregate('Player', { ...parameters, readPreference: null })).toEqual(expected);
    }
  });

  it('shows raw names, and raw values as extended JSON', async () => {
    const first = [{ $match: { _p_team: 'Team$teamblue00' } }];
    const [raw] = await rows(first, { rawValues: true, rawFieldNames: true });
    expect(raw).toMatchObject({ _p_team: 'Team$teamblue00', born: { $date: '2022-01-02T00:00:00Z' }, _id: expect.any(String) });
    const [named] = await rows(first, { rawValues: true });
    expect(named).toMatchObject({ _p_team: 'Team$teamblue00', born: { $date: '2022-01-02T00:00:00Z' }, objectId: expect.any(String) });
    const [valued] = await rows(first, { rawFieldNames: true });
    expect(valued).toMatchObject({ _p_team: 'Team$teamblue00', born: '2022-01-02T00:00:00.000Z', _id: expect.any(String) });
    for (const row of [raw, named, valued]) expect(Object.keys(row as Json)).not.toContain('_rperm');
  });

  it('finds the nearest places', async () => {
    await deployment.master.find('Player', { where: { place: { $nearSphere: { __type: 'GeoPoint', latitude: 41, longitude: 12 } } } });
    const near = { type: 'Point', coordinates: [12, 41] };
    const [row] = await rows([{ $geoNear: { near, distanceField: 'metres', key: 'place', query: { score: 10 } } }, { $project: { name: 1, metres: 1 } }]);
    expect(row).toEqual({ objectId: ann['objectId'], name: 'Ann', metres: expect.closeTo(108_500, -3) });
    const point = { __type: 'GeoPoint', latitude: 41, longitude: 12 };
    const [radian] = await rows([{ $geoNear: { near: point, distanceField: 'd', key: 'place' } }, { $project: { d: 1, _id: 0 } }]);
    expect(radian).toEqual({ d: expect.closeTo(0.017, 3) });
  }); // prettier-ignore

  it('answers nothing for a class that does not exist, and reads a collection behind its prefix', async () => {
    expect(await deployment.master.aggregate('Nowhere', { pipeline: [{ $count: 'n' }] })).toEqual([]);
    deployment.declare('prefixed', { allowClientClassCreation: true }, { collectionPrefix: 'pre_' });
    const master = deployment.as({ kind: 'master' }, 'prefixed');
    await master.create('Owner', { name: 'a' });
    await master.create('Pet', { owner: 'a' });
    const lookup = { from: 'Owner', localField: 'owner', foreignField: 'name', as: 'found' };
    const found = await master.aggregate('Pet', { pipeline: [{ $lookup: lookup }, { $project: { n: { $size: '$found' }, _id: 0 } }] });
    expect(found).toEqual([{ n: 1 }]);
  });

  it('explains a pipeline', async () => {
    const [plan] = await rows([{ $match: { createdAt: { $gt: day(1) } } }], { explain: true });
    expect(JSON.stringify(plan)).toContain('"indexName":"_created_at_1__id_1"');
    expect(plan).not.toHaveProperty('$clusterTime');
  });
});
