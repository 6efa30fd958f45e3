import { expect, it } from 'vitest';
import { COSTS, coresOf, firstFull, needsOf, saturation } from './model.ts';
import { GOAL } from './tables.ts';

/** CPU of a request without MongoDB, as docs/performance.md has it for a process per service. */
const MEASURED = { get: 0.123, find: 0.32, create: 0.17, update: 0.2 } as const;

it.each(Object.entries(MEASURED))('the parts of a request are as dear together as the measured whole: %s', (kind, whole) => {
  const { gateway, data, nats } = COSTS[kind as keyof typeof MEASURED];
  expect(gateway + data + nats).toBeCloseTo(whole, 2);
});

it('twice the requests take twice the cores, and no part is fuller than its limit', () => {
  const twice = { ...GOAL, requestsPerSecond: GOAL.requestsPerSecond * 2 };
  expect(coresOf('data', twice)).toBeCloseTo(coresOf('data', GOAL) * 2);
  for (const { part, use } of [...needsOf(GOAL), ...needsOf(twice)]) expect(use, part).toBeLessThanOrEqual(0.6 + 1e-9);
});

it('a small load takes two processes of each service and three servers of NATS', () => {
  const small = needsOf({ ...GOAL, requestsPerSecond: 10, apps: 1, installations: 1_000 });
  expect(Object.fromEntries(small.map(({ part, count }) => [part, count]))).toMatchObject({
    gateway: 2,
    data: 2,
    workers: 2,
    NATS: 3,
    Redis: 1,
  });
  expect(small.filter(({ part }) => part.startsWith('MongoDB')).map(({ count }) => count)).toEqual([1, 1, 1, 1]);
});

it('many apps fill the files of a replica set before anything else; many requests fill one process of data first', () => {
  const needs = needsOf({ ...GOAL, apps: 10_000 }).filter(({ part }) => part.startsWith('MongoDB'));
  expect(firstFull(needs).part).toBe('MongoDB, files');
  expect(saturation(GOAL)[0]?.[0]).toBe('one data process');
});
