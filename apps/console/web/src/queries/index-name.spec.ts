import { expect, it } from 'vitest';
import { fieldsOf, indexName, requestKey } from './index-name.ts';

const key = [
  { field: 'score', direction: '1' },
  { field: 'place.city', direction: '-1' },
];

it('an advised index gets a name, a line for people, and the key of its request', () => {
  expect(indexName(key)).toBe('score_1_place_city_-1');
  expect(indexName([{ field: 'x'.repeat(300), direction: '1' }])).toHaveLength(100);
  expect(fieldsOf(key)).toBe('score, -place.city');
  expect(requestKey([...key, { field: 'at', direction: 'odd' }])).toEqual([...key, { field: 'at', direction: '1' }]);
});
