import { describe, expect, it } from 'vitest';
import { emptySchema, FIELD_TYPES, withFields, type ParseDictionary } from '@parlance/values';
import { EVERYTHING, matches, parseFind } from '../index.ts';
import type { OrderTerm } from '../ast.ts';
import { pageOf, tokenAfter, type Page } from './page.ts';

const FIELDS = {
  n: FIELD_TYPES.Number,
  s: FIELD_TYPES.String,
  d: FIELD_TYPES.Date,
  b: FIELD_TYPES.Boolean,
  list: FIELD_TYPES.Array,
  stats: FIELD_TYPES.Object,
};
const schema = withFields(emptySchema('Game'), new Map(Object.entries(FIELDS)));

/** 200 objects with few values each, so that ties are many; absent and null ones among them. */
const objects: readonly ParseDictionary[] = Array.from({ length: 200 }, (_, at) => {
  const pick = <T>(values: readonly T[], step: number): T => values[(at * step) % values.length] as T;
  const object: Record<string, unknown> = {
    objectId: `id${(at * 83) % 200}`,
    n: pick([1, 2.5, null, -7, undefined], 7),
    s: pick(['a', 'B', 'ä', '', null, undefined], 11),
    d: pick([new Date(5), new Date(-1), undefined], 5),
    b: pick([true, false, null, undefined], 3),
    createdAt: new Date(1_000 + (at >> 3)),
  };
  for (const key of Object.keys(object)) if (object[key] === undefined) delete object[key];
  return object as ParseDictionary;
});

/** As MongoDB sorts: an absent value is null, and null comes first. */
function compare(one: ParseDictionary, other: ParseDictionary, order: readonly OrderTerm[]): number {
  for (const { field, descending } of order) {
    const [a, b] = [one[field] ?? null, other[field] ?? null].map((value) => (value instanceof Date ? value.getTime() : value));
    if (a === b) continue;
    const less = a === null || (b !== null && (a as number) < (b as number));
    return less === descending ? 1 : -1;
  }
  return 0;
}

const ask = (order: string, after: string, where: unknown = {}, more: object = {}): Page => {
  const query = parseFind({ order, after, where, limit: 7, ...more });
  if (query.after === undefined) throw new Error('after was not read');
  return pageOf(query.after, query.order, schema);
};

describe('paging by after', () => {
  const orders = [
    '',
    'objectId',
    '-objectId',
    'createdAt',
    '-createdAt',
    'n',
    '-n',
    's,-n',
    '-s,d',
    'b',
    '-b',
    'b,-d,n',
    '-b,s,-createdAt',
  ];
  it.each([...orders, 'n,-objectId,s', 'unknown,-n'])('visits each object once, in the order %j', (order) => {
    const seen: ParseDictionary[] = [];
    for (let after: string | undefined = '', pages = 0; after !== undefined; pages++) {
      const page = ask(order, after);
      const rest = objects.filter((object) => matches(page.condition, object)).sort((a, b) => compare(a, b, page.order));
      expect(rest).toHaveLength(objects.length - seen.length);
      const results = rest.slice(0, 7);
      seen.push(...results);
      const last = results.at(-1);
      after = last === undefined || results.length < 7 ? undefined : tokenAfter(page, last);
    }
    expect(new Set(seen.map((object) => object['objectId'])).size).toBe(objects.length);
    const { order: terms } = ask(order, '');
    expect(seen).toEqual([...objects].sort((a, b) => compare(a, b, terms)));
  });

  it('goes on behind an object that is gone, and takes in what was added behind it', () => {
    const page = ask('n', '');
    const after = ask('n', tokenAfter(page, { objectId: 'm', n: 2 }));
    expect(matches(after.condition, { objectId: 'n', n: 2 })).toBe(true);
    expect(matches(after.condition, { objectId: 'm', n: 2 })).toBe(false);
    expect(matches(after.condition, { objectId: 'a', n: 2.1 })).toBe(true);
    expect(matches(after.condition, { objectId: 'z' })).toBe(false);
  });

  it('begins with everything', () => {
    expect(ask('n', '').condition).toBe(EVERYTHING);
    expect(parseFind({}).after).toBeUndefined();
    expect(parseFind({ after: null }).after).toBeUndefined();
  });

  const token = tokenAfter(ask('n', ''), { objectId: 'abc', n: 1 });

  it('knows the same query by other words, and no other query', () => {
    const where = { a: 1, b: { $gte: 1, $lt: 2 } };
    const made = tokenAfter(ask('n', '', where), { objectId: 'abc', n: 1 });
    expect(ask('n', made, '{"b":{"$lt":2,"$gte":1},"a":1}', { limit: 3, keys: 'a' }).order).toHaveLength(2);
    for (const other of [{}, { ...where, a: 2 }, { a: 1 }]) expect(() => ask('n', made, other)).toThrow(/another where or order/);
    for (const order of ['-n', 'n,s', '']) expect(() => ask(order, token)).toThrow(expect.objectContaining({ code: 102 }));
  });

  const forged = (...parts: unknown[]): string => {
    const [fingerprint] = JSON.parse(Buffer.from(token, 'base64url').toString()) as string[];
    return Buffer.from(JSON.stringify([fingerprint, ...parts])).toString('base64url');
  };
  const bad: readonly [string, unknown][] = [
    ['a number', 7],
    ['an object', { $gt: '' }],
    ['a string that is no token', 'x'],
    ['base64 of something else', Buffer.from('{"a":1}').toString('base64url')],
    ['too long', 'A'.repeat(40_000)],
    ['another alphabet', `${token}+/=`],
    ['no id', forged()],
    ['a bad id', forged('', 1)],
    ['an id that is no string', forged(7, 1)],
    ['an operator as a value', forged('abc', { $gt: 1 })],
    ['a list as a value', forged('abc', [1])],
    ['a value of another type', forged('abc', 'text')],
    ['too few values', forged('abc')],
    ['too many values', forged('abc', 1, 2)],
    ['a lone surrogate', forged('abc', '\ud800')],
  ];
  it.each(bad)('refuses %s', (_what, after) => {
    expect(() => ask('n', after as string)).toThrow(expect.objectContaining({ code: 102 }));
  });

  it('refuses dates that are none', () => {
    const made = tokenAfter(ask('d', ''), { objectId: 'abc', d: new Date(1) });
    const [fingerprint, id] = JSON.parse(Buffer.from(made, 'base64url').toString()) as string[];
    const late = Buffer.from(JSON.stringify([fingerprint, id, 9e15])).toString('base64url');
    expect(() => ask('d', late)).toThrow(expect.objectContaining({ code: 102 }));
  });

  it('refuses what has no order to continue in, skip, and a limit of 0', () => {
    for (const order of ['list', 'stats', 'stats.wins', 'list.0'])
      expect(() => ask(order, '')).toThrow(expect.objectContaining({ code: 102 }));
    expect(() => ask('', '', {}, { skip: 1 })).toThrow(expect.objectContaining({ code: 102 }));
    expect(() => ask('', '', {}, { limit: 0 })).toThrow(expect.objectContaining({ code: 102 }));
  });

  it('makes no token of values that it could not continue after', () => {
    expect(() => tokenAfter(ask('s', ''), { objectId: 'abc', s: 'x'.repeat(30_000) })).toThrow(expect.objectContaining({ code: 102 }));
    expect(() => tokenAfter(ask('n', ''), { objectId: 'abc', n: [1] })).toThrow(expect.objectContaining({ code: 102 }));
  });

  it('gives away nothing but what the order shows', () => {
    const made = tokenAfter(ask('n', ''), { objectId: 'abc', n: 1, s: 'secret' });
    expect(JSON.parse(Buffer.from(made, 'base64url').toString())).toEqual([expect.any(String), 'abc', 1]);
  });
});
