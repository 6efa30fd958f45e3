import { describe, expect, it } from 'vitest';
import { printedBytes } from './answer-budget.ts';

describe('printedBytes', () => {
  it.each([
    ['text', 'x'.repeat(1_000)],
    ['a list', Array.from({ length: 100 }, (_, n) => n * 1_000)],
    ['an object', { objectId: 'abcdefghij', when: { __type: 'Date', iso: '2020-01-01T00:00:00.000Z' }, n: 17, on: true, none: null }],
    ['a list of objects', Array.from({ length: 50 }, (_, n) => ({ name: `number ${n}`, tags: ['a', 'b'] }))],
  ])('is near the length of the JSON of %s', (_, value) => {
    const exact = JSON.stringify(value).length;
    expect(printedBytes(value)).toBeGreaterThan(exact / 2);
    expect(printedBytes(value)).toBeLessThan(exact * 2);
  });
});
