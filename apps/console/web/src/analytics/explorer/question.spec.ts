import { describe, expect, it } from 'vitest';
import type { ExplorerSearch } from '../search.ts';
import { questionOf, searchOf } from './question.ts';

const SEARCH: ExplorerSearch = {
  source: 'events',
  event: 'bought',
  groupBy: 'dimensions.source',
  filters: [],
  top: 5,
  range: 'week',
  step: 'day',
};

describe('ANA-11 a graph that is saved by its question', () => {
  it.each<ExplorerSearch>([
    SEARCH,
    { ...SEARCH, filters: [{ dimension: 'deviceType', is: ['ios', 'android'] }], range: 'month', step: 'hour' },
    { ...SEARCH, source: 'requests', event: undefined, groupBy: 'verb', range: 'hour', step: 'minute' },
    { ...SEARCH, range: 'own', from: '2026-11-01T00:00:00.000Z', to: '2026-11-30T00:00:00.000Z' },
  ])('opens with the same members: %j', (search) => {
    expect(searchOf(questionOf(search) ?? {})).toEqual(search);
  });

  it('opens with defaults where REST has saved less', () => {
    const saved = { event: 'bought', filter: [{ dimension: 'sdk', is: 'js' }, { dimension: 3 }] };
    const filters = [{ dimension: 'sdk', is: ['js'] }];
    expect(searchOf(saved)).toEqual({
      source: 'events',
      event: 'bought',
      groupBy: undefined,
      filters,
      top: 10,
      range: 'month',
      step: 'day',
    });
  });

  it('asks nothing while the range is not complete', () => {
    expect(questionOf({ ...SEARCH, range: 'own' })).toBeUndefined();
  });
});
