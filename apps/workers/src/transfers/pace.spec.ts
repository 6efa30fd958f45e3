import { describe, expect, it } from 'vitest';
import { Pace } from './pace.ts';

const OTHERS = 50;

describe('Pace', () => {
  it('rests for the rest of its share while others ask', () => {
    const step = { busyMs: 40, units: 100, others: OTHERS };
    expect(new Pace(0.5).restMs(step)).toBeCloseTo(40);
    expect(new Pace(0.25).restMs(step)).toBeCloseTo(120);
    expect(new Pace(1).restMs(step)).toBeCloseTo(0);
  });

  it('XPT-02 rests longer while its steps take longer than at best', () => {
    const pace = new Pace(0.5);
    pace.restMs({ busyMs: 40, units: 100, others: OTHERS });
    const loaded = pace.restMs({ busyMs: 160, units: 100, others: OTHERS });
    expect(loaded / 160).toBeGreaterThan(5);
    expect(pace.restMs({ busyMs: 40, units: 100, others: OTHERS })).toBeCloseTo(40, 0);
  });

  it('compares steps by the time of one unit, and rests no longer than five seconds', () => {
    const pace = new Pace(0.5);
    pace.restMs({ busyMs: 10, units: 10, others: OTHERS });
    expect(pace.restMs({ busyMs: 100, units: 100, others: OTHERS })).toBeLessThan(103);
    expect(pace.restMs({ busyMs: 100_000, units: 1, others: OTHERS })).toBe(5_000);
  });

  it('XPT-02 works all the time while nobody asks, and makes room for the first one who does', () => {
    const pace = new Pace(0.25);
    expect(pace.isAlone).toBe(false);
    expect(pace.restMs({ busyMs: 40, units: 100 })).toBeCloseTo(120);
    expect(pace.restMs({ busyMs: 40, units: 100, others: 0 })).toBe(0);
    expect(pace.isAlone).toBe(true);
    expect(pace.restMs({ busyMs: 80, units: 100 })).toBe(0);
    expect(pace.restMs({ busyMs: 40, units: 100, others: 1 })).toBeCloseTo(120);
    expect(pace.isAlone).toBe(false);
  });

  it('rests while nobody asks where its steps take several times as long as at best', () => {
    const pace = new Pace(0.25);
    pace.restMs({ busyMs: 40, units: 100, others: 0 });
    expect(pace.restMs({ busyMs: 240, units: 100, others: 0 })).toBeGreaterThan(200);
  });
});
