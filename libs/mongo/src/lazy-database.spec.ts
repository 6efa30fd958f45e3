import { expect, it } from 'vitest';
import { LazyDatabase, type OpenDatabase } from './lazy-database.ts';

const OPEN = {} as OpenDatabase;

it('is opened once for all who ask, and again only after it could not be opened', async () => {
  const outcomes = [() => Promise.reject(new Error('away')), () => Promise.resolve(OPEN)];
  let opened = 0;
  const lazy = new LazyDatabase(() => outcomes[opened++]!());
  await expect(lazy.open()).rejects.toThrow('away');
  expect(await Promise.all([lazy.open(), lazy.open()])).toEqual([OPEN, OPEN]);
  expect(await lazy.open()).toBe(OPEN);
  expect(opened).toBe(2);
});

it('answers no probe while it cannot be opened', async () => {
  expect(await new LazyDatabase(() => Promise.reject(new Error('away'))).answers()).toBe(false);
});
