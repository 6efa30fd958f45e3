import { expect, it } from 'vitest';
import { buildOf, indexesIn } from './described-indexes.ts';

const GAME = {
  className: 'Game',
  indexes: { _id_: { _id: 1 }, byPlace: { place: '2dsphere' }, byScore: { score: -1, title: 1 } },
  indexOptions: { byScore: { unique: true } },
  indexBuilds: { byScore: { state: 'building', percent: 42 }, broken: { state: 'failed', error: 'Duplicates.' } },
} as const;

it('PER-01 tells of each index whether it stands, how far it is, or why it could not be made', () => {
  expect(indexesIn(GAME)).toEqual([
    { name: '_id_', key: [{ field: '_id', direction: '1' }], options: {}, build: null },
    { name: 'byPlace', key: [{ field: 'place', direction: '2dsphere' }], options: {}, build: null },
    {
      name: 'byScore',
      key: [
        { field: 'score', direction: '-1' },
        { field: 'title', direction: '1' },
      ],
      options: { unique: true },
      build: { id: 'Game/byScore', state: 'running', done: 42, total: 100, error: null },
    },
    { name: 'broken', key: [], options: {}, build: { id: 'Game/broken', state: 'failed', done: 0, total: 100, error: 'Duplicates.' } },
  ]);
  expect(buildOf(GAME, 'byPlace')).toMatchObject({ state: 'done', done: 100 });
  expect(buildOf(GAME, 'constructor')).toBeUndefined();
});
