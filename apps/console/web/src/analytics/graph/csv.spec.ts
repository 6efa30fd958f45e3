import { expect, it } from 'vitest';
import { csvOf, fileName } from './csv.ts';

const points = ['2026-11-29T00:00:00.000Z', '2026-11-30T00:00:00.000Z'];
const graph = (labels: readonly string[], counts: readonly (number | null)[] = [1, null]) =>
  csvOf({ points, granularity: 'day', series: labels.map((label) => ({ label, counts })) });

it('each step is a row, and each line of the graph a column', () => {
  expect(graph(['web', 'shop'])).toBe(`time,web,shop\r\n${points[0]},1,1\r\n${points[1]},,\r\n`);
});

it('commas, quotes and line ends stay in their cell', () => {
  expect(graph(['a,b', 'say "x"', 'two\nlines']).split('2026')[0]).toBe('time,"a,b","say ""x""","two\nlines"\r\n');
});

it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1'])('%j of a client is no formula in a spreadsheet', (label) => {
  expect(graph([label])).toContain(`'${label}`);
});

it('a file is named by the app and the graph', () => {
  expect(fileName('shop', 'App opens: <b>')).toBe('shop-app-opens-b-.csv');
});
