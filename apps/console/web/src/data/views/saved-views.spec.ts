import { expect, it } from 'vitest';
import { searchOf } from './saved-views.ts';

it('a saved view is shown as far as this release understands it', () => {
  const filters = [{ field: 'score', op: 'gt', value: 1 }];
  expect(searchOf({ filters, order: 'score', hidden: ['name'] })).toEqual({ filters, order: 'score', hidden: ['name'] });
  expect(searchOf({ filters: [{ field: 'score', op: 'resembles' }], order: '-score', hidden: [] })).toEqual({
    filters: [],
    order: '-score',
    hidden: [],
  });
});
