import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Collection } from '@parlance/mongo';
import { compileFilter, compileSort, parseFind, QUERY_LIMITS, suggestIndex, type Condition, type ExistingIndex } from '@parlance/query';
import { emptySchema, FIELD_TYPES, withFields, type ClassSchema, type FieldType } from '@parlance/values';
import { DataDeployment, pointer, type Json } from './data-service.ts';

const SIZE = 5_000;
const SCHEMA: ClassSchema = withFields(
  emptySchema('Game'),
  new Map<string, FieldType>([
    ['score', FIELD_TYPES.Number],
    ['level', FIELD_TYPES.Number],
    ['name', FIELD_TYPES.String],
    ['at', FIELD_TYPES.Date],
    ['done', FIELD_TYPES.Boolean],
    ['tags', FIELD_TYPES.Array],
    ['stats', FIELD_TYPES.Object],
    ['team', { type: 'Pointer', targetClass: 'Team' }],
  ]),
);
const AT = Date.UTC(2026, 0, 1);
const date = (n: number): Json => ({ __type: 'Date', iso: new Date(AT + n).toISOString() });

/** Keys that may be looked at beside those of the results: where each walk begins and ends. */
const SLACK = 12;

describe('the index advisor', () => {
  let deployment: DataDeployment;
  let games: Collection<Json & { _id: string }>;
  beforeAll(async () => {
    deployment = await DataDeployment.start('fused');
    games = await deployment.collection('Game');
    const documents = Array.from({ length: SIZE }, (_, n) => ({
      _id: `game${String(n).padStart(5, '0')}`,
      score: n % 100,
      level: (n * 7) % 50,
      name: `player${(n * 31) % 1_000}`,
      at: new Date(AT + ((n * 13) % SIZE)),
      done: n % 2 === 0,
      tags: [`t${n % 40}`, `u${n % 25}`],
      stats: { wins: (n * 3) % 200 },
      _p_team: `Team$team${n % 60}`,
      _created_at: new Date(AT + n),
    }));
    await games.insertMany(documents);
  });
  afterAll(() => deployment.close());

  interface Explained {
    readonly keys: number;
    readonly docs: number;
    readonly results: number;
    readonly plan: string;
  }

  async function explained(where: Condition, order: ReturnType<typeof parseFind>['order'], limit: number): Promise<Explained> {
    const find = { find: 'Game', filter: compileFilter(where, SCHEMA), limit, sort: compileSort(order, SCHEMA) };
    const database = await deployment.database();
    const { queryPlanner, executionStats: stats } = await database.command(
      { explain: find, verbosity: 'executionStats' },
      { ignoreUndefined: true },
    );
    return { keys: stats.totalKeysExamined, docs: stats.totalDocsExamined, results: stats.nReturned, plan: JSON.stringify(queryPlanner) };
  }

  async function existing(): Promise<ExistingIndex[]> {
    return (await games.listIndexes().toArray()).map(({ key, unique }) => ({ key: key as ExistingIndex['key'], unique: unique === true }));
  }

  const queries: readonly [string, Json][] = [
    ['equality', { where: { score: 5 } }],
    ['equality and an order', { where: { score: 5 }, order: '-name' }],
    ['equality and two orders', { where: { score: 5 }, order: 'level,-at' }],
    ['equality and a range', { where: { score: 5, level: { $gte: 10, $lt: 30 } } }],
    ['equality on two fields', { where: { score: 5, level: 35 } }],
    ['equality and contained-in', { where: { score: 5, name: { $in: ['player155', 'player205', 'player5'] } } }],
    ['contained-in and an order', { where: { score: { $in: [1, 2, 3] } }, order: '-at', limit: 20 }],
    ['a range', { where: { at: { $gte: date(100), $lt: date(200) } } }],
    ['a range that is the order too', { where: { at: { $gte: date(100) } }, order: 'at', limit: 30 }],
    ['an order alone', { order: '-level,name', limit: 50 }],
    ['a pointer and an order', { where: { team: pointer('Team', 'team7') }, order: '-createdAt', limit: 10 }],
    ['a prefix', { where: { name: { $regex: '^\\Qplayer77\\E' } } }],
    ['equality and a prefix', { where: { score: 5, name: { $regex: '^player1' } } }],
    ['an element of an array', { where: { tags: 't7' } }],
    ['an element of an array and equality', { where: { tags: 't7', level: 9 } }],
    ['elements of an array', { where: { tags: { $in: ['t1', 't2'] } } }],
    ['a path into an object', { where: { 'stats.wins': 9 } }],
    ['null', { where: { name: null } }],
    ['a boolean beside equality', { where: { done: true, score: 6 } }],
    ['an order by what is equal', { where: { score: 5 }, order: 'score,level' }],
  ];

  it.each(queries)(
    'PER-10 suggests for %s an index that MongoDB uses, and looks at no more keys than there are results',
    async (_title, parameters) => {
      await games.dropIndexes();
      const { condition: asked, order, limit } = parseFind({ limit: SIZE, ...parameters }, QUERY_LIMITS);
      const condition = asked as Condition;
      const before = await explained(condition, order, limit);
      const advice = suggestIndex(condition, order, SCHEMA, await existing());
      expect(advice).toBeDefined();
      const name = await games.createIndex(advice!.index);
      const after = await explained(condition, order, limit);
      expect(after.plan).toContain(`"indexName":"${name}"`);
      expect(after.plan).not.toContain('"stage":"SORT"');
      expect(after.results).toBe(before.results);
      expect(after.keys).toBeLessThanOrEqual(after.results + SLACK);
      expect(after.docs).toBeLessThanOrEqual(after.results + SLACK);
      expect(suggestIndex(condition, order, SCHEMA, await existing())).toBeUndefined();
    },
  );

  it('QRY-26 a prefix query examines no more index keys than matches plus a constant', async () => {
    await games.dropIndexes();
    await games.createIndex({ name: 1 });
    for (const prefix of ['player7', 'player77', 'player777', 'nobody']) {
      const { condition: asked } = parseFind({ where: { name: { $regex: `^\\Q${prefix}\\E` } } }, QUERY_LIMITS);
      const { keys, results } = await explained(asked as Condition, [], SIZE);
      expect(results > 0).toBe(prefix !== 'nobody');
      expect(keys).toBeLessThanOrEqual(results + 1);
    }
  });

  it('suggests an index for each branch of an $or, one after the other, until all are used', async () => {
    await games.dropIndexes();
    const { condition: asked, order, limit } = parseFind({ where: { $or: [{ score: 5, level: 35 }, { name: 'player5' }] } }, QUERY_LIMITS);
    for (let n = 0; n < 2; n++) {
      expect((await explained(asked as Condition, order, limit)).docs).toBe(SIZE);
      await games.createIndex(suggestIndex(asked as Condition, order, SCHEMA, await existing())!.index);
    }
    const { docs, results } = await explained(asked as Condition, order, limit);
    expect(docs).toBeLessThanOrEqual(results + SLACK);
    expect(suggestIndex(asked as Condition, order, SCHEMA, await existing())).toBeUndefined();
  });

  it('PER-07 an index on an array serves equality, $in and $all', async () => {
    await games.dropIndexes();
    await games.createIndex({ tags: 1 });
    for (const tags of ['t7', { $in: ['t7', 't8'] }, { $all: ['t7', 'u7'] }]) {
      const { condition: asked } = parseFind({ where: { tags } }, QUERY_LIMITS);
      expect(suggestIndex(asked as Condition, [], SCHEMA, await existing())).toBeUndefined();
      const { plan, docs } = await explained(asked as Condition, [], SIZE);
      expect(plan).toContain('"indexName":"tags_1"');
      expect(docs).toBeLessThan(SIZE / 10);
    }
  });
});
