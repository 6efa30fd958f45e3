import type { analytics, config } from '@parlance/contracts';
import { assignGroup } from '@parlance/statistics';
import { expect, it } from 'vitest';
import { installationIn, newsOf } from './experiment-news.ts';

const EXPERIMENT: config.MeasuredExperiment = {
  id: 'exp0000001',
  sizePercent: 20,
  variants: 2,
  event: 'buy',
  filter: [{ dimension: 'shop', is: ['a', 'b'] }],
  withinMs: 1,
  exposedUntil: 9,
};
const event = (installation: string | undefined, name: string, dimensions: analytics.TakenEvent['dimensions'] = [['shop', 'a']]) =>
  ({ app: 'app', id: 'x', name, at: 5, client: {}, dimensions, ...(installation === undefined ? {} : { installation }) }) as const;
// The reference rows of the contract: the first is in group A at 20 %, the second is not in the test.
const [IN, OUT] = ['00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000002'];

it('tells groups by ids alone, and knows nobody who takes no part', () => {
  const given = [
    {
      app: 'app',
      experiment: EXPERIMENT.id,
      installations: [
        [IN, 3],
        [OUT, 3],
        ['', 3],
        ['x'.repeat(257), 3],
      ] as [string, number][],
    },
  ];
  const [only, ...others] = newsOf('app', [EXPERIMENT], given, []);
  expect([only?.variant, only?.givenAt, others]).toEqual([0, 3, []]);
  expect(installationIn(only!)).toBe(IN);
});

it('gathers the earliest exposure and all events, whatever the case of the id', () => {
  const id = Array.from({ length: 50 }, (_, n) => `Device-${n}`).find((one) => {
    const split = { experimentId: EXPERIMENT.id, sizePercent: 20, variants: 2 };
    return assignGroup(split, { objectId: '', installationId: one }).kind === 'variant';
  })!;
  const given = [
    {
      app: 'app',
      experiment: EXPERIMENT.id,
      installations: [
        [id, 7],
        [id.toLowerCase(), 4],
      ] as [string, number][],
    },
  ];
  const events = [event(id.toUpperCase(), 'buy'), event(id, 'look'), event(id, 'buy', [['shop', 'c']]), event(undefined, 'buy')];
  expect(newsOf('app', [EXPERIMENT], given, events)).toMatchObject([{ givenAt: 4, times: [5] }]);
  expect(newsOf('app', [], given, events)).toEqual([]);
});

it('keeps a bounded number of moments', () => {
  const events = Array.from({ length: 1_000 }, (_, at) => ({ ...event(IN, 'buy'), at }));
  const [news] = newsOf('app', [EXPERIMENT], [], events);
  expect([news?.times.length, news?.times[0], news?.times.at(-1)]).toEqual([200, 0, 999]);
});
