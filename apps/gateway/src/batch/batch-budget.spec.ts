import { describe, expect, it } from 'vitest';
import { AnswerBytes, assertReads, BATCH_ANSWER_BYTES_MAX, BATCH_READS_MAX } from './batch-budget.ts';

const REFUSED = expect.objectContaining({ code: 102 });
const subquery = { $inQuery: { className: 'Team', where: {} } };

describe('assertReads', () => {
  it.each([
    ['levels of include', { include: 'a.b,c' }, 3],
    ['include as a list', { include: ['a.b.c', 'd'] }, 4],
    ['a subquery', { where: { team: subquery } }, 1],
    [
      'subqueries in one another',
      { where: { $or: [{ team: { $inQuery: { className: 'T', where: { x: subquery } } } }, { y: subquery }] } },
      3,
    ],
    ['a where as text', { where: JSON.stringify({ team: subquery }) }, 1],
    ['a where as text with escapes', { where: '{"team":{"\\u0024inQuery":{}}}' }, 1],
  ])('counts %s, and lets as many through as a batch may have', (_, input, reads) => {
    const most = Math.floor(BATCH_READS_MAX / reads);
    assertReads(Array.from({ length: most }, () => input));
    expect(() => assertReads(Array.from({ length: most + 1 }, () => input))).toThrow(REFUSED);
  });

  it('counts nothing for plain parts, and for a where that cannot be read', () => {
    assertReads(Array.from({ length: 1_000 }, () => ({ score: 1, where: '{"a":' })));
  });
});

describe('AnswerBytes', () => {
  it('refuses a read beyond, and answers a write in every case', () => {
    const bytes = new AnswerBytes();
    const half = new Uint8Array(BATCH_ANSWER_BYTES_MAX / 2);
    expect(bytes.take(half, 'read')).toBe(half);
    bytes.assertSome();
    bytes.take(half, 'read');
    expect(() => bytes.assertSome()).toThrow(REFUSED);
    expect(() => bytes.take(new Uint8Array(1), 'read')).toThrow(REFUSED);
    expect(bytes.take(half, 'write')).toBe(half);
  });
});
