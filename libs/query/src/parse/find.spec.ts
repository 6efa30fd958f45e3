import { describe, expect, it } from 'vitest';
import { eq, EVERYTHING } from '../build.ts';
import { INCLUDE_DEPTH_MAX, INCLUDE_PATHS_MAX, KEYS_MAX, ORDER_TERMS_MAX, QUERY_LIMITS } from '../limits.ts';
import { parseFind } from './find.ts';
import { parseGetOptions } from './get.ts';

const refused = (code: number, message?: string) => expect.objectContaining(message === undefined ? { code } : { code, message });
const names = (count: number) => Array.from({ length: count }, (_, n) => `f${n}`).join(',');

describe('parseFind', () => {
  it('QRY-01 asks for everything, at most 100, without order, when nothing is said', () => {
    expect(parseFind({})).toEqual({
      condition: EVERYTHING,
      order: [],
      limit: 100,
      skip: 0,
      count: false,
      include: [],
      includeAll: false,
    });
  });

  it('reads parameters as Android sends them, all of them texts', () => {
    const query = parseFind({ where: '{"a":1}', limit: '0', skip: '20', count: '1', order: '-score, name', keys: 'a,b', trace: '1' });
    expect(query).toMatchObject({
      condition: eq('a', 1),
      limit: 0,
      skip: 20,
      count: true,
      order: [
        { field: 'score', descending: true },
        { field: 'name', descending: false },
      ],
      keys: ['a', 'b'],
    });
  });

  it('QRY-02 QRY-03 takes limits from 0 on without cap', () => {
    expect(parseFind({ limit: 5000 }).limit).toBe(5000);
    expect(parseFind({ limit: 0 }).limit).toBe(0);
    expect(parseFind({ limit: null, skip: null })).toMatchObject({ limit: 100, skip: 0 });
    expect(parseFind({ skip: 20_000 }).skip).toBe(20_000);
  });

  it.each([-1, 'abc', '-1', 1.5, '1.5', '', true, {}, [5], NaN, Infinity, 2 ** 53, '9007199254740993', ' 1', '1e2'])(
    'QRY-03 refuses %j as limit and as skip',
    (value) => {
      expect(() => parseFind({ limit: value })).toThrow(refused(117));
      expect(() => parseFind({ skip: value })).toThrow(refused(118));
    },
  );

  it('lowers limits silently to the highest the app allows', () => {
    const limits = { ...QUERY_LIMITS, defaultLimit: 50, maxLimit: 30 };
    expect([parseFind({ limit: 31 }, limits).limit, parseFind({ limit: 7 }, limits).limit, parseFind({}, limits).limit]).toEqual([
      30, 7, 30,
    ]);
  });

  it.each(['distinct', 'pipeline', 'foo', '$where', '__proto__', 'constructor', 'WHERE'])('QRY-50 refuses the parameter %s', (name) => {
    const parameters = JSON.parse(`{${JSON.stringify(name)}:1}`) as Record<string, unknown>;
    expect(() => parseFind(parameters)).toThrow(refused(102, `Invalid parameter for query: ${name}`));
  });

  it.each([
    [1, true],
    ['1', true],
    [true, true],
    ['true', true],
    [0, false],
    ['0', false],
    [false, false],
    ['false', false],
    ['', false],
    [null, false],
  ])('count %j is %s', (count, expected) => {
    expect(parseFind({ count }).count).toBe(expected);
  });

  it('refuses switches that are none', () => {
    expect(() => parseFind({ count: 'yes' })).toThrow(refused(102));
    expect(() => parseFind({ includeAll: {} })).toThrow(refused(102));
  });

  it('tells keys that name nothing from no keys', () => {
    expect([parseFind({}).keys, parseFind({ keys: null }).keys]).toEqual([undefined, undefined]);
    for (const keys of ['', ',', []]) expect(parseFind({ keys }).keys).toEqual([]);
  });

  it('reads names from lists too', () => {
    expect(parseFind({ keys: ['a', 'b'], excludeKeys: '["c"]', include: [' x ', ''] })).toMatchObject({
      keys: ['a', 'b'],
      excludeKeys: ['c'],
      include: ['x'],
    });
    for (const keys of [5, {}, [1], '[1]', '["a"']) expect(() => parseFind({ keys })).toThrow(refused(102));
  });

  it('QRY-30 includes what keys reach through, and all for a star', () => {
    expect(parseFind({ keys: 'text,post.author.name', include: 'owner,*' })).toMatchObject({
      include: ['owner', 'post.author'],
      includeAll: true,
    });
    expect(parseFind({ includeAll: 'true' }).includeAll).toBe(true);
  });

  it.each(['where', 'order', 'keys', 'excludeKeys', 'include', 'redirectClassNameForKey'])('QRY-51 refuses bad names in %s', (name) => {
    for (const bad of ['bl!ng', '_rperm', 'a..b', 'a.constructor', '1', '$scores']) {
      const value = name === 'where' ? { a: 1, $and: [{ [`x${bad}`.slice(1)]: 1 }] } : bad;
      if (name === 'where' && bad.startsWith('$')) continue; // an operator there
      expect(() => parseFind({ [name]: value }), bad).toThrow(refused(105));
    }
  });

  it('QRY-21 of repeated order terms the last direction counts, at the first place', () => {
    expect(parseFind({ order: '-a,b,a' }).order).toEqual([
      { field: 'a', descending: false },
      { field: 'b', descending: false },
    ]);
    expect(parseFind({ order: ['a', '-b'] }).order).toEqual(parseFind({ order: 'a,-b' }).order);
    expect(parseFind({ order: '"-a"' }).order).toEqual([{ field: 'a', descending: true }]);
    for (const order of ['', 'null', null]) expect(parseFind({ order }).order).toEqual([]);
    for (const [order, name] of [
      ['a,,b', ''],
      [',', ''],
      [[], ''],
      ['className', 'className'],
      ['length', 'length'],
      [5, '5'],
      [[5], '5'],
      [{ a: 1 }, '[object Object]'],
      ['{"a":1}', '[object Object]'],
    ] as [unknown, string][]) {
      expect(() => parseFind({ order }), JSON.stringify(order)).toThrow(
        expect.objectContaining({ code: 105, message: `Invalid field name: ${name}.` }),
      );
    }
    expect(parseFind({ order: '-_created_at' }).order).toEqual([{ field: 'createdAt', descending: true }]);
    expect(() => parseFind({ order: 'ACL' })).toThrow(refused(102));
    expect(() => parseFind({ order: '-' })).toThrow(refused(105));
  });

  it.each([
    ['order', ORDER_TERMS_MAX],
    ['keys', KEYS_MAX],
    ['include', INCLUDE_PATHS_MAX],
  ])('takes as many entries in %s as %i', (name, most) => {
    expect(() => parseFind({ [name]: names(most) })).not.toThrow();
    expect(() => parseFind({ [name]: names(most + 1) })).toThrow(refused(102));
  });

  it(`includes ${INCLUDE_DEPTH_MAX} levels`, () => {
    const path = (levels: number) => Array.from({ length: levels }, () => 'a').join('.');
    expect(parseFind({ include: path(INCLUDE_DEPTH_MAX) }).include).toHaveLength(1);
    expect(() => parseFind({ include: path(INCLUDE_DEPTH_MAX + 1) })).toThrow(refused(102));
  });

  it('knows read preferences in any case', () => {
    expect(
      parseFind({ readPreference: 'secondary_preferred', includeReadPreference: 'NEAREST', subqueryReadPreference: null }),
    ).toMatchObject({
      readPreference: 'secondaryPreferred',
      includeReadPreference: 'nearest',
      subqueryReadPreference: undefined,
    });
    expect(() => parseFind({ readPreference: 'FASTEST' })).toThrow(refused(102, 'Not supported read preference.'));
    expect(() => parseFind({ readPreference: 1 })).toThrow(refused(102));
  });

  it('reads advice for the database', () => {
    expect(parseFind({ hint: 'score_1', explain: true, comment: 'nightly' })).toMatchObject({
      hint: 'score_1',
      explain: 'allPlansExecution',
      comment: 'nightly',
    });
    expect(parseFind({ hint: '{"_created_at":-1}', explain: 'queryPlanner' })).toMatchObject({
      hint: { _created_at: -1 },
      explain: 'queryPlanner',
    });
    expect(parseFind({ explain: 'false' }).explain).toBeUndefined();
  });

  it.each([
    { hint: 5 },
    { hint: '' },
    { hint: {} },
    { hint: { $natural: 1 } },
    { hint: { a: 2 } },
    { hint: { a: { $gt: 1 } } },
    { hint: JSON.parse('{"__proto__":1}') as unknown },
    { hint: 'x'.repeat(2_000) },
    { explain: 'everything' },
    { explain: 1 },
    { comment: 5 },
    { comment: 'a\0' },
    { redirectClassNameForKey: 5 },
  ])('refuses malformed advice: %j', (parameters) => {
    expect(() => parseFind(parameters)).toThrow(refused(102));
  });
});

describe('parseGetOptions', () => {
  it('reads what a get by id may ask for', () => {
    expect(parseGetOptions({ keys: 'a', include: 'p', readPreference: 'PRIMARY', trace: '1' })).toMatchObject({
      keys: ['a'],
      include: ['p'],
      readPreference: 'primary',
    });
  });

  it.each(['where', 'limit', 'count', 'order', 'includeAll', 'foo'])('QRY-56 refuses %s', (name) => {
    expect(() => parseGetOptions({ [name]: '1' })).toThrow(refused(102, 'Improper encode of parameter'));
  });
});
