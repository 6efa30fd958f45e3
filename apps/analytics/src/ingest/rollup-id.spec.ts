import { expect, it } from 'vitest';
import { ofClient, seriesPrefix, type Series } from './rollup-id.ts';

it('gives different series different ids, whatever their names hold', () => {
  const names = ['a', 'a|', '|a', 'a%7C', 'a%', '%257C', 'a|d.b', ''];
  const series = names.flatMap((event) => names.map((name): Series => ({ app: 'app', source: 'e', event, dimension: ofClient(name) })));
  expect(new Set(series.map((one) => seriesPrefix(one, 'D'))).size).toBe(series.length);
});
