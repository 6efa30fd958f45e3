import { describe, expect, it } from 'vitest';
import { and, eq } from '../build.ts';
import { text } from '../build-asked.ts';
import { SEARCH_LENGTH_MAX } from '../limits.ts';
import { parseFind } from './find.ts';
import { parseGetOptions } from './get.ts';
import { parseWhere } from './where.ts';

const search = (members: unknown) => ({ s: { $text: { $search: members } } });
const refused = expect.objectContaining({ kind: 'InvalidQuery', code: 102 }) as Error;

describe('$text', () => {
  it('reads a term and how it is meant', () => {
    expect(parseWhere(search({ $term: 'coffee' }))).toEqual(text('s', 'coffee'));
    const options = { $language: 'en', $caseSensitive: true, $diacriticSensitive: true };
    expect(parseWhere({ ...search({ $term: 'coffee', ...options }), n: 1 })).toEqual(
      and(text('s', 'coffee', { language: 'en', caseSensitive: true, diacriticSensitive: true }), eq('n', 1)),
    );
  });

  it.each<[unknown, string]>([
    [{}, '$term, should be string'],
    ['coffee', '$search, should be object'],
    [null, '$search, should be object'],
    [{ $term: 1 }, '$term, should be string'],
    [{ $term: null }, '$term, should be string'],
    [{ $term: '' }, '$term, should be string'],
    [{ $term: ['coffee'] }, '$term, should be string'],
    [{ $term: 'x', $language: 1 }, '$language, should be string'],
    [{ $term: 'x', $caseSensitive: 'yes' }, '$caseSensitive, should be boolean'],
    [{ $term: 'x', $diacriticSensitive: 1 }, '$diacriticSensitive, should be boolean'],
  ])("refuses %j in Parse Server's words", (json, what) => {
    expect(() => parseWhere(search(json))).toThrow(expect.objectContaining({ code: 107, message: `bad $text: ${what}` }));
  });

  it.each<[unknown]>([
    [{ $term: 'x', $language: '$where' }],
    [{ $term: 'x', $nonsense: 1 }],
    [{ $term: '\ud800' }],
    [{ $term: 'a\0b' }],
    [{ $term: 'x'.repeat(SEARCH_LENGTH_MAX + 1) }],
  ])('refuses %j', (json) => {
    expect(() => parseWhere(search(json))).toThrow(refused);
  });

  it('stands once, and not in a branch', () => {
    const coffee = search({ $term: 'coffee' });
    for (const where of [{ $or: [coffee] }, { $nor: [coffee] }, { $and: [coffee, coffee] }, { $or: [{ $and: [coffee, { n: 1 }] }] }]) {
      expect(() => parseWhere(where), JSON.stringify(where)).toThrow(refused);
    }
  });
});

describe('$score', () => {
  const where = search({ $term: 'coffee' });

  it('is ordered by and shown where there is a search', () => {
    const query = parseFind({ where: { ...where, n: 1 }, order: '$score', keys: 's,$score' });
    expect(query).toMatchObject({ order: [{ field: '$score', descending: false }], keys: ['s', '$score'] });
  });

  it('is refused where there is none', () => {
    for (const parameters of [{ order: '$score' }, { keys: '$score' }, { where: { n: 1 }, order: 'n,-$score' }]) {
      expect(() => parseFind(parameters), JSON.stringify(parameters)).toThrow(refused);
    }
    expect(() => parseGetOptions({ keys: '$score' })).toThrow(refused);
  });

  it('is no field', () => {
    for (const parameters of [
      { where: { $score: 1 } },
      { where, include: '$score' },
      { where, excludeKeys: '$score' },
      { where, order: '$x' },
    ]) {
      expect(() => parseFind(parameters), JSON.stringify(parameters)).toThrow();
    }
  });
});
