import { describe, expect, it } from 'vitest';
import { keyText, nameOf, percentOf } from './index-key.ts';

describe('indexes as the data browser names them', () => {
  const key = [
    { field: 'score', direction: '-1' },
    { field: 'name', direction: '1' },
    { field: 'place', direction: '2dsphere' },
  ];

  it('PER-01 a name tells the fields, and is never too long', () => {
    expect(nameOf(key)).toBe('score_-1_name_1_place_2dsphere');
    expect(nameOf([{ field: 'x'.repeat(300), direction: '1' }])).toHaveLength(128);
    expect(keyText(key)).toBe('score ↓, name, place (2dsphere)');
  });

  it('PER-01 tells how far a build is', () => {
    const build = { id: 'Game/x', state: 'running', done: 1, total: 3, error: null } as const;
    expect(percentOf({ build })).toBe(33);
    expect(percentOf({ build: { ...build, total: 0 } })).toBe(0);
    expect(percentOf({ build: { ...build, state: 'failed' } })).toBeUndefined();
    expect(percentOf({ build: null })).toBeUndefined();
  });
});
