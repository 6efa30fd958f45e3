import { describe, expect, it } from 'vitest';
import { endsAt, expiresAt, secondsLeft } from './expiry.ts';
import { wavesOf, type Timing } from './waves.ts';

const NOON = Date.UTC(2026, 11, 25, 12);
const HOUR = 3_600_000;
const local = (wall: string, more: Partial<Timing> = {}): Timing => ({
  pushTime: { kind: 'local', wall },
  expiration: undefined,
  lateZones: 'skip',
  ...more,
});

describe('waves', () => {
  it('PSH-20 a local time is due in New York three hours before Los Angeles', () => {
    const { waves } = wavesOf(local('2026-12-26T09:00'), ['America/Los_Angeles', 'America/New_York'], NOON);
    expect(waves).toEqual([
      { dueAt: Date.UTC(2026, 11, 26, 14), expiresAt: undefined, zones: ['America/New_York'] },
      { dueAt: Date.UTC(2026, 11, 26, 17), expiresAt: undefined, zones: ['America/Los_Angeles'] },
    ]);
  });

  it('T10 zones of one instant are one wave, and names that are no zones are told', () => {
    const zones = ['Europe/Berlin', 'Mars/Olympus', 'Europe/Paris', '', '+02:00'];
    const { waves, unknown } = wavesOf(local('2026-12-26T09:00'), zones, NOON);
    expect(waves.map((wave) => wave.zones)).toEqual([['Europe/Berlin', 'Europe/Paris']]);
    expect(unknown).toEqual(['Mars/Olympus', '', '+02:00']);
  });

  it('T10 zones that are late are skipped, sent at once within 12 hours, or sent a day later', () => {
    const zones = ['Pacific/Kiritimati', 'Asia/Tokyo', 'America/New_York'];
    const wall = '2026-12-25T09:00'; // at noon in London past in the first two, by 17 and by 12 hours
    const dues = (lateZones: Timing['lateZones']) => {
      const { waves, late } = wavesOf(local(wall, { lateZones }), zones, NOON - 1);
      return { waves: waves.map((wave) => [wave.zones?.join(), (wave.dueAt - NOON) / HOUR]), late };
    };
    expect(dues('skip')).toEqual({ waves: [['America/New_York', 2]], late: ['Pacific/Kiritimati', 'Asia/Tokyo'] });
    expect(dues('send')).toEqual({
      waves: [
        ['Asia/Tokyo', -1 / HOUR],
        ['America/New_York', 2],
      ],
      late: ['Pacific/Kiritimati'],
    });
    expect(dues('next_day')).toEqual({
      waves: [
        ['America/New_York', 2],
        ['Pacific/Kiritimati', 7],
        ['Asia/Tokyo', 12],
      ],
      late: [],
    });
  });

  it('PSH-19 T10 a wall time that is past in every zone is refused, and one of the last minute is not', () => {
    expect(() => wavesOf(local('2026-12-25T09:00'), ['Asia/Tokyo', 'Europe/Berlin'], NOON)).toThrow(expect.objectContaining({ code: 152 }));
    expect(wavesOf(local('2026-12-25T13:00'), ['Europe/Berlin'], NOON + 60_000).waves).toHaveLength(1);
    expect(() => wavesOf(local('2026-12-25T13:00'), ['Europe/Berlin'], NOON + 60_001)).toThrow(expect.objectContaining({ code: 152 }));
    expect(wavesOf(local('2026-12-26T09:00'), [], NOON).waves).toEqual([]);
  });

  it('PSH-17 an interval counts from the instant at which each wave is due', () => {
    const timing = local('2026-12-26T09:00', { expiration: { kind: 'interval', seconds: 7 * 86_400 } });
    for (const { dueAt, expiresAt: end } of wavesOf(timing, ['Asia/Tokyo', 'America/New_York'], NOON).waves) {
      expect(end).toBe(dueAt + 7 * 86_400_000);
    }
  });

  it('PSH-18 a push that expires before it is due everywhere is refused', () => {
    const timing = local('2026-12-26T09:00', { expiration: { kind: 'instant', at: Date.UTC(2026, 11, 26, 0) } });
    expect(wavesOf(timing, ['Asia/Tokyo', 'Pacific/Kiritimati'], NOON).waves.map((wave) => wave.dueAt)).toEqual([
      Date.UTC(2026, 11, 25, 19),
      Date.UTC(2026, 11, 26, 0),
    ]);
    expect(() => wavesOf(timing, ['Asia/Tokyo', 'Europe/Berlin'], NOON)).toThrow(expect.objectContaining({ code: 138 }));
  });

  it('an instant is one wave for all, never before now', () => {
    expect(wavesOf({ pushTime: undefined, expiration: undefined, lateZones: 'skip' }, ['ignored'], NOON)).toEqual({
      waves: [{ dueAt: NOON, zones: null }],
      late: [],
      unknown: [],
    });
    const timing: Timing = {
      pushTime: { kind: 'instant', at: NOON - 10 },
      expiration: { kind: 'interval', seconds: 0.5 },
      lateZones: 'skip',
    };
    expect(wavesOf(timing, [], NOON).waves).toEqual([{ dueAt: NOON, expiresAt: NOON + 500, zones: null }]);
  });
});

describe('PSH-16 expiry', () => {
  it('of a wall time is that of the zone, and of UTC-12 where there is none', () => {
    const wall = { kind: 'local', wall: '2026-12-26T00:00' } as const;
    expect(expiresAt(wall, NOON, 'Asia/Tokyo')).toBe(Date.UTC(2026, 11, 25, 15));
    expect(expiresAt(wall, NOON, undefined)).toBe(Date.UTC(2026, 11, 26, 12));
    expect(expiresAt(wall, NOON, 'Mars/Olympus')).toBe(Date.UTC(2026, 11, 26, 12));
    expect(expiresAt(undefined, NOON, 'Asia/Tokyo')).toBeUndefined();
  });

  it('leaves whole seconds, at least one, and none when it is reached', () => {
    expect(secondsLeft(NOON + 3_600_999, NOON)).toBe(3_600);
    expect(secondsLeft(NOON + 1, NOON)).toBe(1);
    expect(secondsLeft(NOON, NOON)).toBeUndefined();
  });

  it('T10 ends a wave when it expires, or when the push has run for a day past its last zone', () => {
    expect(endsAt(undefined, undefined)).toBeUndefined();
    expect(endsAt(NOON, undefined)).toBe(NOON);
    expect(endsAt(undefined, NOON)).toBe(NOON + 24 * HOUR);
    expect(endsAt(NOON + HOUR, NOON)).toBe(NOON + HOUR);
    expect(endsAt(NOON + 48 * HOUR, NOON)).toBe(NOON + 24 * HOUR);
  });
});
