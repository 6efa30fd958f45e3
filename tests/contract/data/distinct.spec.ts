import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeOf, DataDeployment, MODES, pointer, type Json } from './data-service.ts';

const day = (n: number) => ({ __type: 'Date', iso: `2022-01-${String(n).padStart(2, '0')}T00:00:00.000Z` });
const place = { __type: 'GeoPoint', latitude: 41.9, longitude: 12.5 };
const red = pointer('Team', 'teamred000');
const blue = pointer('Team', 'teamblue00');

describe.each(MODES)('distinct values, %s', (mode) => {
  let deployment: DataDeployment;
  let ids: string[];
  beforeAll(async () => {
    deployment = await DataDeployment.start(mode);
    const { master } = deployment;
    const players: Json[] = [
      { name: 'Ann', score: 10, born: day(1), tags: ['x', 'y'], team: red, stats: { wins: [{ n: 1 }, { n: 2 }] }, place, ACL: {} },
      { name: 'Bob', score: 20, born: day(2), tags: ['x'], team: blue, friends: [red, blue], place, bytes: { __type: 'Bytes', base64: 'aGVsbG8=' } },
      { name: 'Cyd', score: 20, team: red, friends: [blue], stats: { wins: 1 }, nothing: null, likes: { __op: 'AddRelation', objects: [red] } },
    ]; // prettier-ignore
    ids = [];
    for (const player of players) ids.push((await master.create('Player', player))['objectId'] as string);
  });
  afterAll(() => deployment.close());

  const values = (distinct: string, more: Json = {}): Promise<unknown[]> =>
    deployment.master.aggregate('Player', { distinct, readPreference: null, ...more });

  const table: readonly [string, () => unknown[]][] = [
    ['score', () => [10, 20]],
    ['name', () => ['Ann', 'Bob', 'Cyd']],
    ['objectId', () => [...ids].sort()],
    ['team', () => [blue, red]],
    ['friends', () => [blue, red]],
    ['tags', () => ['x', 'y']],
    ['born', () => [day(1), day(2)]],
    ['place', () => [place]],
    ['bytes', () => [{ __type: 'Bytes', base64: 'aGVsbG8=' }]],
    ['stats.wins', () => [1, { n: 1 }, { n: 2 }]],
    ['stats.wins.n', () => [1, 2]],
    ['nothing', () => []],
    ['likes', () => []],
    ['team.city', () => []],
    ['ACL', () => []],
    ['unheardOf', () => []],
  ];
  it.each(table)('of %s', async (key, expected) => {
    const found = await values(key);
    expect(sorted(found)).toEqual(sorted(expected()));
    expect(sorted(await values(key, { hint: '_id_' }))).toEqual(sorted(expected()));
  });
  const sorted = (list: unknown[]): unknown[] => [...list].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

  it('of createdAt are dates', async () => {
    expect(await values('createdAt')).toHaveLength(3);
    for (const date of await values('createdAt')) expect(date).toEqual({ __type: 'Date', iso: expect.any(String) });
  });

  it('among the objects that match, as a condition or as text', async () => {
    expect(await values('name', { where: { team: red } })).toEqual(['Ann', 'Cyd']);
    expect(await values('name', { where: JSON.stringify({ score: { $gt: 10 } }) })).toEqual(['Bob', 'Cyd']);
    expect(await values('name', { where: { score: { $in: [] } } })).toEqual([]);
    const near = { place: { $nearSphere: place, $maxDistance: 1 } };
    expect(await values('name', { where: near })).toEqual(['Ann', 'Bob']);
    const subquery = { team: { $inQuery: { className: 'Team', where: {} } } };
    expect(await values('name', { where: subquery })).toEqual([]);
  });

  it('of a class that does not exist are none', async () => {
    expect(await deployment.master.aggregate('Nowhere', { distinct: 'name' })).toEqual([]);
  });

  it('SEC-04 SEC-05 refuses bad names, hidden ones and unknown parameters', async () => {
    const refusal = (className: string, parameters: Json) => codeOf(deployment.master.aggregate(className, parameters));
    for (const key of ['a b', 'a$b', '$name', '__proto__', 'a..b', '1a', 'a\0', '_p_team']) {
      expect([key, await refusal('Player', { distinct: key })]).toEqual([key, 105]);
    }
    for (const key of [
      '_hashed_password',
      '_session_token',
      'sessionToken',
      'password',
      '_password_history',
      '_perishable_token',
      '_rperm',
    ]) {
      expect([key, await refusal('_User', { distinct: key })]).toEqual([key, 105]);
    }
    for (const key of ['_session_token', 'sessionToken']) expect(await refusal('_Session', { distinct: key })).toBe(105);
    expect(await refusal('Player', { distinct: 5 })).toBe(102);
    expect(await refusal('Player', { distinct: ['name'] })).toBe(102);
    expect(await refusal('Player', { distinct: 'name', limit: 1 })).toBe(102);
    expect(await refusal('Player', { distinct: 'name', hint: 'nothing_1' })).toBe(102);
    expect(await refusal('Player', { distinct: 'name', where: { $where: '1' } })).toBe(105);
    expect(await refusal('Player', { distinct: 'name', readPreference: 'x' })).toBe(102);
  });
});
