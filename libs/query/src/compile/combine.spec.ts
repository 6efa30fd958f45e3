import { describe, expect, it } from 'vitest';
import { combine } from './combine.ts';

describe('combine', () => {
  it('joins what speaks of different paths, or by different operators of one', () => {
    expect(combine([{ a: { $gt: 1 } }, { b: { $eq: 2 } }, { a: { $lt: 5 } }])).toEqual({ a: { $gt: 1, $lt: 5 }, b: { $eq: 2 } });
  });

  it('keeps apart what says the same operator of one path', () => {
    expect(combine([{ a: { $ne: 1 } }, { a: { $ne: 2 } }, { $or: [] }, { $or: [] }])).toEqual({
      a: { $ne: 1 },
      $or: [],
      $and: [{ a: { $ne: 2 } }, { $or: [] }],
    });
  });

  it.each(['$nearSphere', '$geoWithin', '$geoIntersects'])(
    'leaves %s alone on its path: MongoDB reads no other operator there',
    (place) => {
      const geo = (): Record<string, unknown> => ({ a: { [place]: 1 } });
      expect(combine([geo(), { a: { $ne: null } }, { b: { $eq: 1 } }])).toEqual({
        a: { [place]: 1 },
        b: { $eq: 1 },
        $and: [{ a: { $ne: null } }],
      });
      expect(combine([{ a: { $ne: null } }, geo()])).toEqual({ a: { $ne: null }, $and: [geo()] });
    },
  );
});
