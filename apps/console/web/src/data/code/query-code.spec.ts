import { describe, expect, it } from 'vitest';
import type { Fields } from '../../api/data-operations.ts';
import { objectCode, queryCode } from './query-code.ts';

const facts = { url: 'http://127.0.0.1:1337/parse', applicationId: 'shop', keys: { client: 'C', javascript: 'J', rest: 'R', dotNet: 'D' } };
const fields: Fields = {
  name: { type: 'String' },
  score: { type: 'Number' },
  at: { type: 'Date' },
  owner: { type: 'Pointer', targetClass: 'Player' },
  tags: { type: 'Array' },
  place: { type: 'GeoPoint' },
};
const query = { className: 'Game', fields, order: '-createdAt' };
const codeOf = (name: string, filters: Parameters<typeof queryCode>[0]['filters'], more: object = {}) =>
  queryCode({ ...query, filters, ...more }, facts).find((one) => one.name === name)?.code;

describe('code of the shown query', () => {
  it('curl sends the where of the grid, as one word of a shell', () => {
    const code = codeOf('curl', [{ field: 'name', op: 'eq', value: "O'Hara" }]);
    expect(code).toContain(`--data-urlencode 'where={"name":"O'\\''Hara"}'`);
    expect(code).toContain("--data-urlencode 'order=-createdAt'");
    expect(code).toContain('X-Parse-REST-API-Key: R');
  });

  it.each([
    ['JavaScript', 'query.greaterThan("score", 10);'],
    ['Swift', 'Game.query("score" > 10, "at" < Date(timeIntervalSince1970: 1), "owner" == Pointer<Player>(objectId: "p1"))'],
    ['Kotlin', '.whereGreaterThan("score", 10)'],
    ['.NET', '.WhereEqualTo("owner", client.CreateObjectWithoutData("Player", "p1"))'],
    ['Flutter', '..whereLessThan("at", DateTime.parse("1970-01-01T00:00:01.000Z"))'],
  ])('%s has each condition in its own words', (name, line) => {
    const code = codeOf(name, [
      { field: 'score', op: 'gt', value: 10 },
      { field: 'at', op: 'before', value: '1970-01-01T00:00:01.000Z' },
      { field: 'owner', op: 'eq', value: 'p1' },
    ]);
    expect(code).toContain(line);
    expect(code).toMatch(/descending|Descending/);
  });

  it('SEC a value never ends its literal', () => {
    const value = '"$x\\(y)\n\u0001';
    const filters = [{ field: 'name', op: 'eq', value }] as const;
    expect(codeOf('JavaScript', filters)).toContain(String.raw`query.equalTo("name", "\"$x\\(y)\n\u0001");`);
    expect(codeOf('Kotlin', filters)).toContain(String.raw`"\"\$x\\(y)\n\u0001"`);
    expect(codeOf('Flutter', filters)).toContain(String.raw`"\"\$x\\(y)\n\u0001"`);
    expect(codeOf('Swift', filters)).toContain(String.raw`"\"$x\\(y)\n\u{0001}"`);
  });

  it('leaves out SDKs in which one condition would overwrite another', () => {
    const named = (op: 'eq' | 'startsWith' | 'contains') => ({ field: 'name', op, value: 'a' }) as const;
    expect(queryCode({ ...query, filters: [named('eq'), named('contains')] }, facts)).toHaveLength(1);
    expect(queryCode({ ...query, filters: [named('startsWith'), named('contains')] }, facts)).toHaveLength(1);
    const range = [{ field: 'score', op: 'gte', value: 1 } as const, { field: 'score', op: 'lt', value: 9 } as const];
    expect(queryCode({ ...query, filters: range }, facts)).toHaveLength(6);
  });

  it('leaves out SDKs without words for a condition, and knows lists and places', () => {
    expect(queryCode({ ...query, filters: [{ field: 'tags', op: 'includes', value: { a: 1 } }] }, facts).map(({ name }) => name)).toEqual([
      'curl',
    ]);
    const related = { className: 'Team', objectId: 't', key: 'games' };
    expect(queryCode({ ...query, filters: [], related }, facts)).toHaveLength(1);
    expect(codeOf('Kotlin', [{ field: 'tags', op: 'includesAll', value: ['a', 1] }])).toContain(
      '.whereContainsAll("tags", listOf("a", 1))',
    );
    const place = { latitude: 1, longitude: 2, kilometres: 3 };
    expect(codeOf('.NET', [{ field: 'place', op: 'near', value: place }])).toContain('ParseGeoDistance.FromKilometers(3)');
  });
});

describe('code of one object', () => {
  it('gets it with keys that ship in clients', () => {
    const all = objectCode('Game', 'a/b', facts);
    expect(all.map(({ name }) => name)).toEqual(['curl', 'JavaScript', 'Swift', 'Kotlin', '.NET', 'Flutter']);
    expect(all[0]?.code).toContain('/classes/Game/a%2Fb');
    for (const { code } of all) expect(code).toContain('shop');
  });
});
