import { expect, it } from 'vitest';
import { graphOf, percent, stepName, sumOf, summaryOf, type Counts } from './series.ts';

const POINTS = ['2026-11-29T00:00:00.000Z', '2026-11-30T00:00:00.000Z'];
const ANSWER: Counts = {
  from: '2026-11-29T00:00:00.000Z',
  to: '2026-12-01T00:00:00.000Z',
  granularity: 'day',
  points: POINTS,
  total: 10,
  counts: [3, 7],
  groups: [
    { value: 'web', total: 4, counts: [1, 3] },
    { value: '', total: 3, counts: [1, 2] },
  ],
  rest: { total: 2, counts: [1, 1] },
  without: { total: 1, counts: [0, 1] },
  answeredFrom: 'counts',
  isApproximate: false,
};

it('ANA-08 the lines of a graph add up to its total', () => {
  const { series, total } = graphOf(ANSWER, 'Searches');
  expect(series.map(({ label, counts }) => [label, sumOf(counts)])).toEqual([
    ['web', 4],
    ['(empty)', 3],
    ['Others', 2],
    ['Not told', 1],
  ]);
  expect(series.reduce((sum, { counts }) => sum + sumOf(counts), 0)).toBe(total);
});

it('a count that is not split is one line, and so is one without any value', () => {
  const line = [{ label: 'Searches', counts: [3, 7] }];
  const { groups: _groups, rest: _rest, without: _without, ...whole } = ANSWER;
  expect(graphOf(whole, 'Searches').series).toEqual(line);
  const none = { total: 0, counts: [0, 0] };
  expect(graphOf({ ...whole, groups: [], rest: none, without: none }, 'Searches').series).toEqual(line);
});

it('a graph is told in a sentence, in UTC', () => {
  const [first, last] = POINTS.map((point) => stepName(point, 'day'));
  expect(first).toContain('29');
  expect(summaryOf('Searches', graphOf(ANSWER, 'Searches'))).toBe(`Searches: 10 from ${first} to ${last}. The most were 7 at ${last}.`);
  const silent = { points: POINTS, granularity: 'day', series: [{ label: 'a', counts: [0, 0] }], total: 0 };
  expect(summaryOf('Searches', silent)).toBe(`Searches: nothing from ${first} to ${last}.`);
});

it('figures that do not add up are told by the highest of each line', () => {
  const percentiles = [
    { label: 'p50', counts: [1.5, null] },
    { label: 'p99', counts: [8, 9.25] },
  ];
  const graph = { points: POINTS, granularity: 'day', series: percentiles };
  expect(summaryOf('Times', graph)).toContain('The most: p50 1.5, p99 9.25.');
  expect(summaryOf('Times', { ...graph, series: percentiles.slice(1) })).toContain('The most: 9.25.');
});

it('shares have one digit, and none of nothing', () => {
  expect([percent(1, 8), percent(1, 1), percent(0, 0)]).toEqual(['12.5 %', '100 %', '–']);
});
