import { describe, expect, it } from 'vitest';
import { newObjectId } from './object-id.ts';

describe('newObjectId', () => {
  it('OBJ-02 makes ids of ten letters and digits', () => {
    for (let drawn = 0; drawn < 1_000; drawn++) expect(newObjectId(10)).toMatch(/^[A-Za-z0-9]{10}$/);
  });

  it('OBJ-02 repeats none of 200,000 ids', () => {
    const ids = new Set<string>();
    for (let drawn = 0; drawn < 200_000; drawn++) ids.add(newObjectId(10));
    expect(ids.size).toBe(200_000);
  });

  it('uses the length an app has chosen', () => {
    expect(newObjectId(32)).toMatch(/^[A-Za-z0-9]{32}$/);
  });

  it('favours no character', () => {
    const counts = new Map<string, number>();
    const drawn = 62_000;
    for (const character of newObjectId(drawn)) counts.set(character, (counts.get(character) ?? 0) + 1);
    expect(counts.size).toBe(62);
    // 1,000 of each are expected, with a deviation of 32: six deviations away is one run in eight million.
    for (const count of counts.values()) expect(Math.abs(count - 1_000)).toBeLessThan(192);
  });
});
