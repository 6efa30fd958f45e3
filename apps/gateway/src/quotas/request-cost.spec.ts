import { expect, it } from 'vitest';
import { requestCost } from './request-cost.ts';

it.each([
  ['POST', ['batch'], { requests: [1, 2, 3] }, 3],
  ['POST', ['Batch'], { requests: [] }, 1],
  ['POST', ['batch'], { requests: Array.from({ length: 500 }) }, 50],
  ['POST', ['batch'], { requests: 'many' }, 1],
  ['PUT', ['batch'], { requests: [1, 2, 3] }, 1],
  ['POST', ['classes', 'batch'], { requests: [1, 2] }, 1],
  ['POST', [], {}, 1],
])('%s %j costs as many requests as it has parts: %j %d', (method, segments, members, cost) => {
  expect(requestCost(method, segments, members, 50)).toBe(cost);
});
