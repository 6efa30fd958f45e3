import { describe, expect, it } from 'vitest';
import { olderThan } from './older-than.ts';

describe('the place in the list of pushes', () => {
  it('leads to older pushes, and to those of the same time with a smaller id', () => {
    const createdAt = { __type: 'Date', iso: '2026-12-26T09:00:00.123Z' };
    expect(olderThan('2026-12-26T09:00:00.123Z,q1w2e3r4t5')).toEqual({
      $or: [{ createdAt: { $lt: createdAt } }, { createdAt, objectId: { $lt: 'q1w2e3r4t5' } }],
    });
  });

  it.each([7, '', 'q1w2e3r4t5', '2026-12-26T09:00:00.123Z,', '2026-99-26T09:00:00.123Z,q', '2026-12-26T09:00:00.123Z,{"$ne":1}'])(
    'is refused with 102: %j',
    (place) => {
      expect(() => olderThan(place)).toThrow(expect.objectContaining({ code: 102 }));
    },
  );
});
