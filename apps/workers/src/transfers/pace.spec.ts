import { describe, expect, it } from 'vitest';
import { Pace } from './pace.ts';

describe('Pace', () => {
  it('rests for the rest of its share', () => {
    expect(new Pace(0.5).restMs(40, 100)).toBeCloseTo(40);
    expect(new Pace(0.25).restMs(40, 100)).toBeCloseTo(120);
    expect(new Pace(1).restMs(40, 100)).toBeCloseTo(0);
  });

  it('XPT-02 rests longer while its steps take longer than at best', () => {
    const pace = new Pace(0.5);
    pace.restMs(40, 100);
    const loaded = pace.restMs(160, 100);
    expect(loaded / 160).toBeGreaterThan(5);
    expect(pace.restMs(40, 100)).toBeCloseTo(40, 0);
  });

  it('compares steps by the time of one unit, and rests no longer than five seconds', () => {
    const pace = new Pace(0.5);
    pace.restMs(10, 10);
    expect(pace.restMs(100, 100)).toBeLessThan(103);
    expect(pace.restMs(100_000, 1)).toBe(5_000);
  });
});
