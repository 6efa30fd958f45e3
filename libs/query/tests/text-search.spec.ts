import { beforeAll, describe, expect, it } from 'vitest';
import { compileFilter, compileProjection, compileSort, parseFind, REFUSED_QUERY_CODES } from '@parlance/query';
import { emptySchema, FIELD_TYPES, withFields, type FieldType } from '@parlance/values';
import { plainWhere } from './plain-where.ts';
import { scratchDatabase } from './scratch-database.ts';

const database = scratchDatabase(process.env['MONGODB_URL']);
const schema = withFields(
  emptySchema('Words'),
  new Map<string, FieldType>([
    ['s', FIELD_TYPES.String],
    ['n', FIELD_TYPES.Number],
  ]),
);

beforeAll(async () => {
  await database.fill(schema, [
    { objectId: 'twice', s: 'Coffee, coffee and café', n: 1 },
    { objectId: 'once', s: 'A shop for coffee', n: 2 },
    { objectId: 'tea', s: 'Tea', n: 1 },
    { objectId: 'none', n: 1 },
  ]);
  await database.collectionOf(schema).createIndex({ s: 'text' });
});

const search = ($term: string, more: object = {}) => ({ s: { $text: { $search: { $term, ...more } } } });
const found = (where: object) => database.idsFor(schema, compileFilter(plainWhere(where), schema));

describe('$text', () => {
  it('finds words in any form and case', async () => {
    expect(await found(search('coffees'))).toEqual(['once', 'twice']);
    expect(await found(search('tea COFFEE'))).toEqual(['once', 'tea', 'twice']);
    expect(await found(search('"shop for"'))).toEqual(['once']);
    expect(await found(search('coffee -shop'))).toEqual(['twice']);
  });

  it('minds case, accents and language where asked to', async () => {
    expect(await found(search('Coffee', { $caseSensitive: true }))).toEqual(['twice']);
    expect(await found(search('cafe'))).toEqual(['twice']);
    expect(await found(search('cafe', { $diacriticSensitive: true }))).toEqual([]);
    expect(await found(search('coffees', { $language: 'en' }))).toEqual(['once', 'twice']);
    expect(await found(search('coffees', { $language: 'none' }))).toEqual([]);
  });

  it('stands beside other constraints', async () => {
    expect(await found({ ...search('coffee'), n: { $gt: 1 } })).toEqual(['once']);
    expect(await found({ ...search('coffee'), $or: [{ n: 1 }, { n: 5 }] })).toEqual(['twice']);
  });

  it('shows and sorts by how well objects fit', async () => {
    const query = parseFind({ where: search('coffee tea'), order: '$score', keys: 'n,$score' });
    expect(compileSort(query.order, schema)).toEqual({ score: { $meta: 'textScore' }, _id: 1 });
    const documents = await database
      .collectionOf(schema)
      .find(compileFilter(plainWhere(search('coffee tea')), schema) as never, {
        sort: compileSort(query.order, schema) as never,
        projection: compileProjection(query, schema) as never,
      })
      .toArray();
    const scores = documents.map((document) => document['score'] as number);
    expect(scores).toHaveLength(3);
    expect(scores).toEqual([...scores].sort((one, other) => other - one));
    expect(documents.map(({ _id }) => _id)).toContain('tea');
    expect(documents.every((document) => typeof document['n'] === 'number' && document['s'] === undefined)).toBe(true);
  });

  it('is refused for a language that the database does not know', async () => {
    const refusal = found(search('x', { $language: 'klingon' })).catch((error: unknown) => error);
    expect(REFUSED_QUERY_CODES.has(((await refusal) as { code: number }).code)).toBe(true);
  });
});
