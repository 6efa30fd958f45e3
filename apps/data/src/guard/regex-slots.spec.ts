import { describe, expect, it } from 'vitest';
import { regex } from '@parlance/query';
import { RegexSlots } from './regex-slots.ts';

const queries = Array.from({ length: 4 }, () => regex('name', 'x'));
const LIMIT_EXCEEDED = expect.objectContaining({ kind: 'RequestLimitExceeded', code: 155 });

describe('RegexSlots', () => {
  it('PER-11 lets N queries run and refuses the next, until one has ended', () => {
    const slots = new RegexSlots();
    slots.take(queries[0]!, 2);
    slots.take(queries[1]!, 2);
    expect(() => slots.take(queries[2]!, 2)).toThrow(LIMIT_EXCEEDED);
    slots.release(queries[0]!);
    slots.take(queries[2]!, 2);
    expect(() => slots.take(queries[3]!, 2)).toThrow(LIMIT_EXCEEDED);
  });

  it('counts the results and the number of one query once', () => {
    const slots = new RegexSlots();
    slots.take(queries[0]!, 1);
    slots.take(queries[0]!, 1);
    slots.release(queries[0]!);
    expect(() => slots.take(queries[1]!, 1)).toThrow(LIMIT_EXCEEDED);
    slots.release(queries[0]!);
    slots.take(queries[1]!, 1);
  });

  it('counts those that ran before the limit was set', () => {
    const slots = new RegexSlots();
    for (const query of queries) slots.take(query, null);
    expect(() => slots.take(regex('name', 'x'), 4)).toThrow(LIMIT_EXCEEDED);
  });

  it('lets none run at 0', () => {
    expect(() => new RegexSlots().take(queries[0]!, 0)).toThrow(LIMIT_EXCEEDED);
  });
});
