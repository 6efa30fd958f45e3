import { expect, it } from 'vitest';
import { Readiness } from './readiness.ts';

it('is ready between its start and its end, while every check passes', async () => {
  const readiness = new Readiness();
  let works = true;
  readiness.register('database', async () => works);
  readiness.register('bus', () => true);
  expect(await readiness.lacking()).toEqual(['process']);
  readiness.open();
  expect(await readiness.lacking()).toEqual([]);
  works = false;
  expect(await readiness.lacking()).toEqual(['database']);
  works = true;
  readiness.drain();
  expect(await readiness.lacking()).toEqual(['process']);
});

it('takes a check that throws for one that fails', async () => {
  const readiness = new Readiness();
  readiness.open();
  readiness.register('thrown', () => {
    throw new Error('x');
  });
  readiness.register('rejected', () => Promise.reject(new Error('x')));
  expect(await readiness.lacking()).toEqual(['thrown', 'rejected']);
});

it('refuses a second check of the same name', () => {
  const readiness = new Readiness();
  readiness.register('database', () => true);
  expect(() => readiness.register('database', () => true)).toThrow('database');
});

it('tells once of each change of the things that are lacking, and of none before it has started', async () => {
  const told: (readonly string[])[] = [];
  const readiness = new Readiness((lacking) => void told.push(lacking));
  let works = false;
  readiness.register('database', () => works);
  await readiness.lacking();
  expect(told).toEqual([]);
  readiness.open();
  for (const now of [false, false, true, true, false]) {
    works = now;
    await readiness.lacking();
  }
  expect(told).toEqual([['database'], [], ['database']]);
});
