import { find, finds, wheres } from '../requests.ts';
import type { Subject } from '../subject.ts';

const search = (term: unknown, rest: object = {}) => ({ body: { $text: { $search: { $term: term, ...rest } } } });

export const textSearch: Subject = {
  title: 'text search',
  fixtures: {
    TextArticle: {
      coffee: { name: 'coffee', body: 'Coffee is the best coffee in the morning' },
      tea: { name: 'tea', body: 'A cup of tea, and then some coffee' },
      cafe: { name: 'cafe', body: 'Meet me at the Café' },
      german: { name: 'german', body: 'Leichter Kaffee am Morgen' },
      none: { name: 'none' },
    },
    TextNever: { never: { n: 1 } },
  },
  steps: [
    ...wheres('TextArticle', {
      'a word': search('coffee'),
      'a word in another case': search('COFFEE'),
      'two words': search('tea café'),
      'a phrase': search('"cup of tea"'),
      'a word left out': search('coffee -tea'),
      'a stem': search('mornings'),
      'a word that nothing has': search('nothing'),
      'with case': search('coffee', { $caseSensitive: true }),
      'with case, in another case': search('COFFEE', { $caseSensitive: true }),
      'without marks': search('cafe'),
      'with marks': search('cafe', { $diacriticSensitive: true }),
      'with marks, written with them': search('Café', { $diacriticSensitive: true }),
      'marks not sensitive': search('cafe', { $diacriticSensitive: false }),
      'in a language': search('leichter', { $language: 'de' }),
      'in no language': search('leichter', { $language: 'none' }),
      'in an unknown language': search('leichter', { $language: 'klingon' }),
      'a language that is a number': search('leichter', { $language: 5 }),
      'with another constraint': { ...search('coffee'), name: { $ne: 'tea' } },
      'in $or': { $or: [search('coffee'), { name: 'cafe' }] },
      'in $and': { $and: [search('coffee'), { name: 'tea' }] },
      'no term': { body: { $text: { $search: {} } } },
      'a term that is a number': search(5),
      'a term that is null': search(null),
      'an empty term': search(''),
      'a search that is a text': { body: { $text: { $search: 'coffee' } } },
      'no search': { body: { $text: {} } },
      'case that is no truth': search('coffee', { $caseSensitive: 'yes' }),
      'marks that are no truth': search('coffee', { $diacriticSensitive: 'yes' }),
      'an unknown member': search('coffee', { $nonsense: 1 }),
    }),
    ...finds('TextArticle', {
      'in the order of the score': { where: search('coffee'), order: '$score', keys: '$score,name' },
      'with the score': { where: search('tea'), keys: '$score' },
      'with the score and a field': { where: search('tea'), keys: 'name,$score' },
      'an order of one’s own': { where: search('coffee'), order: '-name' },
      'the score without a search': { order: '$score' },
      count: { where: search('coffee'), count: 1, limit: 0 },
      'count and results': { where: search('coffee'), count: 1, limit: 1, order: 'name' },
    }),
    find('in a field that is no text', 'TextNever', { where: { n: { $text: { $search: { $term: 'x' } } } } }),
  ],
};
