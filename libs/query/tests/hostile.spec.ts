import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { ParseError } from '@parlance/errors';
import {
  compileFilter,
  compileSort,
  EVERYTHING,
  parseFind,
  parseWhere,
  REFUSED_QUERY_CODES,
  replaceAsked,
  validateCondition,
  type MongoFilter,
} from '@parlance/query';
import { testSeed } from '@parlance/testing';
import { emptySchema, FIELD_TYPES, withFields, type FieldType } from '@parlance/values';
import { plainWhere } from './plain-where.ts';
import { scratchDatabase } from './scratch-database.ts';

const seed = testSeed();
const database = scratchDatabase(process.env['MONGODB_URL']);

const FIELDS: [string, FieldType][] = [
  ['s', FIELD_TYPES.String],
  ['n', FIELD_TYPES.Number],
  ['list', FIELD_TYPES.Array],
  ['other', FIELD_TYPES.Array],
  ['o', FIELD_TYPES.Object],
  ['g', FIELD_TYPES.GeoPoint],
  ['area', FIELD_TYPES.Polygon],
  ['team', { type: 'Pointer', targetClass: 'Team' }],
];
const schema = withFields(emptySchema('Hostile'), new Map(FIELDS));
beforeAll(async () => {
  await database.fill(schema, [{ objectId: 'one', s: 'x'.repeat(100), n: 1, list: [1, 2], other: [3, 4], o: { k: 1 } }]);
  await database.collectionOf(schema).createIndex({ s: 'text' });
});

/** Operators of a filter; everything else with `$` would be the client's own. */
const OPERATORS: ReadonlySet<string> = new Set(['$and', '$or', '$nor', '$eq', '$ne', '$lt', '$lte', '$gt', '$gte', '$in', '$nin', '$all', '$exists', '$regex', '$options', '$not', '$elemMatch', '$nearSphere', '$geometry', '$maxDistance', '$minDistance', '$geoWithin', '$box', '$polygon', '$centerSphere', '$geoIntersects', '$text', '$search', '$language', '$caseSensitive', '$diacriticSensitive']); // prettier-ignore

/** Every key with `$` in a filter; values behind operators must not have any. */
function dollarKeys(filter: unknown): string[] {
  if (typeof filter !== 'object' || filter === null) return [];
  if (Array.isArray(filter)) return filter.flatMap(dollarKeys);
  return Object.entries(filter).flatMap(([key, value]) => [...(key.startsWith('$') ? [key] : []), ...dollarKeys(value)]);
}

const FORBIDDEN = ['__proto__', 'constructor', 'prototype', '_bsontype'];
/** `{"k":{"k":…{"<key>":1}}}` as text, since a literal would not have an own `__proto__`. */
const buried = (key: string, depth: number): unknown => JSON.parse('{"k":'.repeat(depth - 1) + `{"${key}":1}` + '}'.repeat(depth - 1));

describe('forbidden keys', () => {
  it.each(FORBIDDEN.flatMap((key) => [1, 5, 30].map((depth) => [key, depth] as const)))('SEC-01 refuses %s at depth %i', (key, depth) => {
    const inside = buried(key, depth);
    const refused = expect.objectContaining({ kind: 'InvalidFieldName', code: 105 });
    for (const where of [
      { list: { $in: [inside] } },
      { list: { $all: [inside] } },
      { list: { $nin: [1, inside] } },
      { list: { $containedBy: [inside] } },
    ]) {
      expect(() => plainWhere(where), JSON.stringify(where)).toThrow(refused);
    }
    expect(() => plainWhere(buried(key, 1))).toThrow(refused);
    expect(() => plainWhere({ $or: [{ $and: [buried(key, 1)] }] })).toThrow(refused);
    expect(() => plainWhere({ [`o.${key}`]: 1 })).toThrow(refused);
    for (const name of ['order', 'keys', 'excludeKeys', 'include', 'redirectClassNameForKey']) {
      expect(() => parseFind({ [name]: `o.${key}` })).toThrow(refused);
      expect(() => parseFind({ [name]: key })).toThrow(refused);
    }
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});

describe('operators of the database', () => {
  const CODE = ['$where', '$function', '$expr', '$accumulator', '$jsonSchema', '$geometry', '$near', '$comment', '$rand', '$mod', '$type', '$bitsAllSet', '$elemMatch', '$not', '$size']; // prettier-ignore

  it.each(CODE)('SEC-05 %s is refused wherever it stands', (operator) => {
    const evil = { [operator]: 'sleep(1000)' };
    for (const where of [
      evil,
      { s: evil },
      { s: { $eq: evil } },
      { s: { $ne: evil } },
      { s: { $in: [evil] } },
      { s: { $gt: evil } },
      { s: { $exists: evil } },
      { s: { $regex: evil } },
      { s: { $regex: 'a', $options: evil } },
      { s: { $gt: 'a', ...evil } },
      { list: { $all: [evil] } },
      { list: { $all: [{ $regex: '^a', ...evil }] } },
      { list: { $nin: [{ k: [evil] }] } },
      { $or: [evil] },
      { $nor: [{ s: evil }] },
      { $and: [{ $or: [evil] }] },
      { team: { __type: 'Pointer', className: 'Team', objectId: evil } },
      { team: { __type: 'Pointer', className: evil, objectId: 'a' } },
      { [`s.${operator}`]: 1 },
      { createdAt: { $gt: { __type: 'Date', iso: evil } } },
    ]) {
      expect(() => plainWhere(where), JSON.stringify(where)).toThrow(ParseError);
    }
  });

  it('SEC-03 values that look like operators stay values', async () => {
    const where = { s: '$where', n: 1, list: '$n', $or: [{ s: { $in: ['$s', '{"$gt":""}'] } }, { 'o.k': { $ne: '$$ROOT' } }] };
    const filter = compileFilter(plainWhere(where), schema);
    expect(filter).toMatchObject({ s: { $eq: '$where' }, list: { $eq: '$n' } });
    expect(await database.idsFor(schema, filter)).toEqual([]);
  });

  it('SEC-03 a pointer cannot reach into another column or class', () => {
    for (const className of ['Team$x', '$where', 'a.b', '', '*']) {
      expect(() => plainWhere({ team: { __type: 'Pointer', className, objectId: 'a' } })).toThrow(expect.objectContaining({ code: 102 }));
    }
  });
});

describe('random requests', () => {
  const key = fc.constantFrom('s', 'n', 'list', 'o', 'o.k', 'team', 'g', 'area', 'ACL', '_rperm', 'k', '$or', '$and', '$nor', '$eq', '$in', '$nin', '$gt', '$lt', '$all', '$regex', '$options', '$exists', '$where', '$expr', '$inQuery', '$select', '$relatedTo', 'query', 'key', 'object', 'where', '$nearSphere', '$maxDistance', '$within', '$box', '$geoWithin', '$polygon', '$centerSphere', '$geoIntersects', '$point', '$text', '$search', '$term', '$language', '$relativeTime', '__type', '__proto__', 'constructor', 'objectId', 'className', 'iso', 'latitude', 'longitude', '', 'a.$b'); // prettier-ignore
  const leaf = fc.oneof(
    fc.constantFrom<unknown>(null, true, 0, -1, 1e308, 'x', '$where', '^a', '(', 'i', 'Pointer', 'Date', 'Team', 'now', 'en', '2020-01-01'),
    fc.string(),
  );
  const point = fc.record({
    __type: fc.constantFrom('GeoPoint', 'Polygon'),
    latitude: fc.constantFrom<unknown>(0, 45, 91, '0'),
    longitude: fc.constantFrom(0, 180, -181),
  });
  const json = fc.letrec<{ value: unknown; object: unknown }>((tie) => ({
    object: fc.dictionary(key, tie('value'), { maxKeys: 3 }),
    value: fc.oneof({ maxDepth: 5 }, leaf, point, tie('object'), fc.array(tie('value'), { maxLength: 3 })),
  })).object;

  it(`SEC-23 are refused as the client's, or are filters of ours, with seed ${seed}`, { timeout: 180_000 }, async () => {
    const known = new Set<string>();
    let accepted = 0;
    await fc.assert(
      fc.asyncProperty(json, async (where) => {
        const filter = filterOf(where);
        if (filter === undefined) return;
        accepted++;
        const text = JSON.stringify(filter);
        if (known.has(text)) return;
        known.add(text);
        expect(dollarKeys(filter).filter((operator) => !OPERATORS.has(operator))).toEqual([]);
        await understood(filter);
      }),
      { seed, numRuns: 5_000 },
    );
    expect(accepted).toBeGreaterThan(100);
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  /** MongoDB reads the filter. Of patterns and languages it alone knows which there are, and says so with a code that is expected. */
  async function understood(filter: MongoFilter): Promise<void> {
    try {
      await database.idsFor(schema, filter);
    } catch (error) {
      const operators = new Set(dollarKeys(filter));
      expect(operators.has('$regex') || operators.has('$language'), JSON.stringify({ filter, error: String(error) })).toBe(true);
      expect(REFUSED_QUERY_CODES.has((error as { code: number }).code), JSON.stringify({ filter, error: String(error) })).toBe(true);
    }
  }

  function filterOf(where: unknown): MongoFilter | undefined {
    try {
      const condition = replaceAsked(parseWhere(JSON.stringify(where)), () => EVERYTHING);
      return compileFilter(validateCondition(condition, schema), schema);
    } catch (error) {
      expect(error).toBeInstanceOf(ParseError);
      expect((error as ParseError).status).toBe(400);
      return undefined;
    }
  }
});

describe('operands', () => {
  const POINT = { __type: 'GeoPoint', latitude: 1, longitude: 2 };
  /** Each operator around an operand, and where its operand has members, around each of them. */
  const PLACES: readonly (readonly [string, (operand: unknown) => unknown])[] = [
    ['a value', (operand) => ({ s: operand })],
    ...['$eq', '$ne', '$lt', '$lte', '$gt', '$gte', '$in', '$nin', '$all', '$containedBy', '$exists', '$regex', '$nearSphere', '$within', '$geoWithin', '$geoIntersects', '$text', '$inQuery', '$notInQuery', '$select', '$dontSelect'].flatMap((operator) => [
      [operator, (operand: unknown) => ({ s: { [operator]: operand } })] as const,
      [`${operator} of a list`, (operand: unknown) => ({ s: { [operator]: [operand] } })] as const,
    ]), // prettier-ignore
    ...['$or', '$and', '$nor'].map((operator) => [operator, (operand: unknown) => ({ [operator]: [operand] })] as const),
    ['$options', (operand) => ({ s: { $regex: 'a', $options: operand } })],
    ['$relativeTime', (operand) => ({ createdAt: { $gt: { $relativeTime: operand } } })],
    ['$maxDistance', (operand) => ({ g: { $nearSphere: POINT, $maxDistance: operand } })],
    ['$minDistanceInMiles', (operand) => ({ g: { $nearSphere: POINT, $minDistanceInMiles: operand } })],
    ['latitude', (operand) => ({ g: { $nearSphere: { ...POINT, latitude: operand } } })],
    ['$box', (operand) => ({ g: { $within: { $box: operand } } })],
    ['a corner', (operand) => ({ g: { $within: { $box: [POINT, operand] } } })],
    ['$polygon', (operand) => ({ g: { $geoWithin: { $polygon: operand } } })],
    ['coordinates', (operand) => ({ g: { $geoWithin: { $polygon: { __type: 'Polygon', coordinates: operand } } } })],
    ['$centerSphere', (operand) => ({ g: { $geoWithin: { $centerSphere: operand } } })],
    ['a radius', (operand) => ({ g: { $geoWithin: { $centerSphere: [POINT, operand] } } })],
    ['$point', (operand) => ({ area: { $geoIntersects: { $point: operand } } })],
    ['$search', (operand) => ({ s: { $text: { $search: operand } } })],
    ['$term', (operand) => ({ s: { $text: { $search: { $term: operand } } } })],
    ['className', (operand) => ({ team: { $inQuery: { className: operand, where: {} } } })],
    ['where', (operand) => ({ team: { $inQuery: { className: 'Team', where: operand } } })],
    ['order', (operand) => ({ team: { $inQuery: { className: 'Team', where: {}, order: operand } } })],
    ['limit', (operand) => ({ team: { $inQuery: { className: 'Team', where: {}, limit: operand } } })],
    ['query', (operand) => ({ s: { $select: { query: operand, key: 'a' } } })],
    ['key', (operand) => ({ s: { $select: { query: { className: 'Team' }, key: operand } } })],
    ['an owner', (operand) => ({ $relatedTo: { object: operand, key: 'likes' } })],
    ['a relation', (operand) => ({ $relatedTo: { object: { __type: 'Pointer', className: 'Team', objectId: 'a' }, key: operand } })],
  ];
  const OPERANDS: readonly unknown[] = [null, true, 0, -1, 1e308, 5e-324, NaN, Infinity, '', 'a', '\0', '\ud800', '__proto__', 'x'.repeat(1 << 20), [], {}, [[]], [{}], JSON.parse('{"__proto__":{"x":1}}'), { constructor: 1 }, { _bsontype: 'Code', code: '1' }, { $where: '1' }, { length: 1e9 }, { __type: 'GeoPoint' }, { __type: 'Object', className: 'Team', objectId: 'a' }, { ...POINT, latitude: NaN }, new Array(10_001).fill(0), Array.from({ length: 10_001 }, () => POINT)]; // prettier-ignore
  const CODES: ReadonlySet<unknown> = new Set([102, 105, 107, 108, 117, 118]);

  it.each(PLACES)("SEC-04 QRY-50 of %s are taken, or refused as the client's", (_place, where) => {
    for (const operand of OPERANDS) {
      try {
        const condition = replaceAsked(parseWhere(where(operand)), () => EVERYTHING);
        expect(
          dollarKeys(compileFilter(validateCondition(condition, schema), schema)).filter((operator) => !OPERATORS.has(operator)),
        ).toEqual([]);
      } catch (error) {
        expect(error).toBeInstanceOf(ParseError);
        expect(CODES, String(error)).toContain((error as ParseError).code);
        expect((error as ParseError).message.length).toBeLessThan(300);
      }
    }
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});

/** Ample for linear work, on any machine; exponential or quadratic work here would take hours. */
const ENDS_IN_MS = 20_000;

describe('attacks on time and memory', () => {
  it.each<[string, unknown]>([
    ['100,000 levels of lists', '{"a":{"$in":' + '['.repeat(100_000) + ']'.repeat(100_000) + '}}'],
    ['5,000 levels of groups', '{"$or":['.repeat(5_000) + '{}' + ']}'.repeat(5_000)],
    ['5,000 levels of dictionaries', '{"a":{"$in":[' + '{"k":'.repeat(5_000) + '1' + '}'.repeat(5_000) + ']}}'],
    ['a million values', { a: { $in: new Array(1_000_000).fill(0) } }],
    ['200,000 keys in values', { a: { $in: [Object.fromEntries(Array.from({ length: 200_000 }, (_, n) => [`k${n}`, n]))] } }],
    ['100,000 branches', { $or: new Array(100_000).fill({ a: 1 }) }],
    ['100,000 constraints', Object.fromEntries(Array.from({ length: 100_000 }, (_, n) => [`k${n}`, n]))],
    ['a megabyte of pattern', { a: { $regex: '(a|'.repeat(350_000) } }],
    ['a megabyte of quoted pattern', { a: { $regex: '\\Q' + 'a'.repeat(1_000_000) } }],
    ['a megabyte of name', { ['a.'.repeat(500_000) + 'a']: 1 }],
    ['a megabyte of number', { a: '1', b: { $gt: JSON.parse('1'.repeat(1_000)) as number } }],
  ])('SEC-21 refuses %s without working through it', { timeout: ENDS_IN_MS }, (_title, where) => {
    expect(() => plainWhere(where)).toThrow(ParseError);
  });

  it('QRY-28 SEC-22 a catastrophic pattern ends in the database, whatever it finds', { timeout: ENDS_IN_MS }, async () => {
    for (const pattern of ['(x+x+)+y', '^(x*)*y$', '(x|xx)+y', '^(([x])+.)+[1-9]([x])+y$', '(.*)*=.*']) {
      const filter = compileFilter(plainWhere({ s: { $regex: pattern } }), schema);
      expect(await database.idsFor(schema, filter), pattern).toBeDefined();
    }
  });

  it('what only the database can refuse has a code that says so', async () => {
    const collection = database.collectionOf(schema);
    const refusals = [
      () => database.idsFor(schema, compileFilter(plainWhere({ s: { $regex: '(?<=x+)x' } }), schema)),
      () => database.idsFor(schema, {}, compileSort(parseFind({ order: 'list,other' }).order, schema)),
      () => collection.find({}, { hint: parseFind({ hint: 'no_such_index' }).hint }).toArray(),
      () => collection.find({}, { hint: parseFind({ hint: '{"s":1}' }).hint }).toArray(),
    ];
    for (const refusal of refusals) {
      const error = (await refusal().then(
        () => undefined,
        (reason: unknown) => reason,
      )) as { code: number };
      expect(REFUSED_QUERY_CODES.has(error.code)).toBe(true);
    }
  });
});
