import { expect, it } from 'vitest';
import { RandomIds } from './random-ids.ts';

it('makes ids of the right length that are all different', () => {
  const ids = new RandomIds();
  const traces = Array.from({ length: 5_000 }, () => ids.generateTraceId());
  const spans = Array.from({ length: 5_000 }, () => ids.generateSpanId());
  for (const id of traces) expect(id).toMatch(/^[0-9a-f]{32}$/);
  for (const id of spans) expect(id).toMatch(/^[0-9a-f]{16}$/);
  expect(new Set(traces).size).toBe(5_000);
  expect(new Set(spans).size).toBe(5_000);
});
