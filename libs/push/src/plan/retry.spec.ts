import { describe, expect, it } from 'vitest';
import { mulberry32, seedOf } from './mulberry32.ts';
import { nextAttempt, type FailedAttempt } from './retry.ts';

const failed = (more: Partial<FailedAttempt>): FailedAttempt => ({
  partition: 'push-all-0-3',
  id: 'xWMyZ4YEGZ',
  attempts: 1,
  provider: 'apns',
  ...more,
});
const delay = (more: Partial<FailedAttempt>, now = 0) => {
  const next = nextAttempt(failed(more), now);
  return next.kind === 'retry' ? next.at - now : next.reason;
};

describe('PSH-23 T7 T11 another attempt', () => {
  it('T11 waits by numbers that a seed determines', () => {
    const next = mulberry32(12345);
    expect([next(), next(), next(), next()]).toEqual([0.9797282677609473, 0.3067522644996643, 0.484205421525985, 0.817934412509203]);
    expect(mulberry32(seedOf('a'))()).toBe(mulberry32(seedOf('a'))());
    expect(seedOf('')).toBe(0x811c9dc5);
    expect(seedOf('foobar')).toBe(0xbf9cf968);
  });

  it.each([1, 2, 3, 4, 5])('waits twice as long each time, by half of it at random: attempt %i', (attempts) => {
    const whole = 1_000 * 2 ** (attempts - 1);
    for (let id = 0; id < 200; id++) {
      const waited = delay({ attempts, id: `id${id}` }) as number;
      expect(waited).toBeGreaterThanOrEqual(whole / 2);
      expect(waited).toBeLessThanOrEqual(whole);
      expect(delay({ attempts, id: `id${id}` }, 5_000)).toBe(waited);
    }
  });

  it('waits ten times as long for FCM, and five minutes at most', () => {
    const [others, fcm] = [delay({}) as number, delay({ provider: 'fcm' }) as number];
    expect(Math.abs(fcm - 10 * others)).toBeLessThanOrEqual(10); // both are rounded up
    expect(delay({ provider: 'fcm', attempts: 5 })).toBeGreaterThanOrEqual(80_000);
    expect(delay({ provider: 'fcm', attempts: 5 })).toBeLessThanOrEqual(160_000);
  });

  it('does not come before the provider wants it', () => {
    expect(delay({ retryAfterMs: 60_000 })).toBe(60_000);
    expect(delay({ retryAfterMs: 900_000 })).toBe(900_000);
    expect(delay({ retryAfterMs: 1 })).toBe(delay({}));
  });

  it('does not come after six attempts, nor after the push expired', () => {
    expect(delay({ attempts: 6 })).toBe('attempts');
    expect(delay({ attempts: 5, expiresAt: 5_000 })).toBe('expired');
    expect(delay({ retryAfterMs: 60_000, expiresAt: 60_000 })).toBe('expired');
    expect(delay({ retryAfterMs: 60_000, expiresAt: 60_001 })).toBe(60_000);
  });
});
