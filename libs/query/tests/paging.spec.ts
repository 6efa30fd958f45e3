import { beforeAll, describe, expect, it } from 'vitest';
import {
  compileFilter,
  compileProjection,
  compileSort,
  isPlain,
  parseFind,
  type AskedCondition,
  type Condition,
  type FindQuery,
} from '@parlance/query';
import {
  emptySchema,
  FIELD_TYPES,
  Pointer,
  restObject,
  withFields,
  type FieldType,
  type ParseDictionary,
  type RestObject,
} from '@parlance/values';
import { scratchDatabase } from './scratch-database.ts';

const database = scratchDatabase(process.env['MONGODB_URL']);

const FIELDS: [string, FieldType][] = [
  ['score', FIELD_TYPES.Number],
  ['name', FIELD_TYPES.String],
  ['stats', FIELD_TYPES.Object],
  ['team', { type: 'Pointer', targetClass: 'Team' }],
];
const schema = withFields(emptySchema('Paging'), new Map(FIELDS));
const COUNT = 300;

const objects = Array.from({ length: COUNT }, (_, n): ParseDictionary => {
  const objectId = `o${String((n * 7919) % COUNT).padStart(3, '0')}`;
  const fields = { name: `player ${n % 5}`, team: new Pointer('Team', `t${n % 2}`), stats: { wins: n, losses: 1 } };
  return { objectId, createdAt: new Date(n % 10), ...fields, ...(n % 4 === 0 ? {} : { score: n % 3 }) };
});

function plain(where: AskedCondition): Condition {
  if (!isPlain(where)) throw new Error('This where has to be answered first.');
  return where;
}

beforeAll(async () => {
  await database.fill(schema, objects);
  await database.collectionOf(schema).createIndex({ name: 1 });
});

async function find({ condition, ...query }: FindQuery) {
  const cursor = database.collectionOf(schema).find(compileFilter(plain(condition), schema) as never, {
    skip: query.skip,
    limit: query.limit,
    sort: compileSort(query.order, schema),
    projection: compileProjection(query, schema),
  });
  return (await cursor.toArray()).map((document) => restObject(document, schema, {}));
}

describe('order', () => {
  it.each(['score', '-score', 'name,-score', '-createdAt', 'team', 'unknown', '-stats.losses'])(
    'QRY-22 pages by %s show each object once',
    async (order) => {
      const seen: unknown[] = [];
      for (let skip = 0; skip < COUNT; skip += 37) {
        seen.push(...(await find(parseFind({ order, skip, limit: 37 }))).map((object) => object['objectId']));
      }
      expect(new Set(seen).size).toBe(COUNT);
      expect(seen).toHaveLength(COUNT);
    },
  );

  it('QRY-21 sorts by the first term, then by the next, absent values first when ascending', async () => {
    const found = await find(parseFind({ order: 'score,-name', limit: COUNT }));
    const rankOf = ({ score = -1, name, objectId }: RestObject) => [score, name, objectId] as [number, string, string];
    const expected = [...found].sort((one, other) => {
      const [a, b] = [rankOf(one), rankOf(other)];
      return a[0] - b[0] || (a[1] === b[1] ? (a[2] < b[2] ? 1 : -1) : a[1] < b[1] ? 1 : -1);
    });
    expect(found).toEqual(expected);
    expect(found[0]).not.toHaveProperty('score');
    expect((await find(parseFind({ order: '-score', limit: 1 })))[0]).toHaveProperty('score', 2);
  });

  it('QRY-59 pages by objectId beyond the last one seen', async () => {
    const seen: string[] = [];
    for (let last = ''; ;) {
      const page = await find(parseFind({ where: { objectId: { $gt: last } }, order: 'objectId', limit: 100 }));
      if (page.length === 0) break;
      seen.push(...page.map((object) => object['objectId'] as string));
      last = seen[seen.length - 1] as string;
    }
    expect(seen).toEqual(objects.map((object) => object['objectId']).sort());
  });
});

describe('selection', () => {
  it('QRY-36 shows the keys and what always stays', async () => {
    const [object] = await find(parseFind({ where: { score: 1 }, keys: 'score,name', limit: 1 }));
    expect(Object.keys(object ?? {}).sort()).toEqual(['createdAt', 'name', 'objectId', 'score', 'updatedAt']);
  });

  it('shows the whole field for a key inside it, and pointers', async () => {
    const [object] = await find(parseFind({ keys: ['stats.wins', 'team'], limit: 1 }));
    expect(object).toMatchObject({ stats: { losses: 1 }, team: { __type: 'Pointer' } });
    expect(object).not.toHaveProperty('name');
  });

  it('leaves out what is excluded', async () => {
    const [object] = await find(parseFind({ excludeKeys: 'team,stats,objectId', limit: 1 }));
    expect(Object.keys(object ?? {})).toEqual(expect.arrayContaining(['objectId', 'name']));
    expect(object).not.toHaveProperty('team');
    expect(object).not.toHaveProperty('stats');
  });
});

describe('indexes', () => {
  it('QRY-26 a beginning reads no more index keys than there are matches, and a constant', async () => {
    const { condition } = parseFind({ where: { name: { $regex: '^\\Qplayer 3\\E' } } });
    const plan = await database
      .collectionOf(schema)
      .find(compileFilter(plain(condition), schema) as never)
      .explain('executionStats');
    const { nReturned, totalKeysExamined, totalDocsExamined } = plan['executionStats'];
    expect(nReturned).toBe(COUNT / 5);
    expect(totalKeysExamined).toBeLessThanOrEqual(nReturned + 2);
    expect(totalDocsExamined).toBe(nReturned);
  });

  it('what matches nothing reads nothing', async () => {
    const { condition } = parseFind({ where: { team: 'no pointer' } });
    const plan = await database
      .collectionOf(schema)
      .find(compileFilter(plain(condition), schema) as never)
      .explain('executionStats');
    expect(plan['executionStats']).toMatchObject({ totalKeysExamined: 0, totalDocsExamined: 0 });
  });
});
