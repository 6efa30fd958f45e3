import { describe, expect, it } from 'vitest';
import { QuietClock, quietUntil, type QuietHours } from './quiet-hours.ts';

const NIGHT: QuietHours = { from: '22:00', to: '08:00' };
const NOON: QuietHours = { from: '12:00', to: '13:30' };
const DAWN: QuietHours = { from: '01:30', to: '02:30' };
const at = (text: string) => new Date(text).getTime();
const shown = (instant: number | undefined) => (instant === undefined ? undefined : new Date(instant).toISOString().replace(':00.000', ''));

describe('T10 the quiet hours of an installation', () => {
  it.each<[string, QuietHours, string | undefined, string, string | undefined]>([
    ['before midnight', NIGHT, 'Europe/Berlin', '2026-12-24T22:15Z', '2026-12-25T07:00Z'],
    ['after midnight', NIGHT, 'Europe/Berlin', '2026-12-25T01:00Z', '2026-12-25T07:00Z'],
    ['as they begin', NIGHT, 'Europe/Berlin', '2026-12-24T21:00Z', '2026-12-25T07:00Z'],
    ['a moment before they begin', NIGHT, 'Europe/Berlin', '2026-12-24T20:59:59.999Z', undefined],
    ['a moment before they end', NIGHT, 'Europe/Berlin', '2026-12-25T06:59:59.999Z', '2026-12-25T07:00Z'],
    ['as they end', NIGHT, 'Europe/Berlin', '2026-12-25T07:00Z', undefined],
    ['by day', NIGHT, 'Europe/Berlin', '2026-12-25T12:00Z', undefined],
    ['within one day', NOON, 'Asia/Kathmandu', '2026-12-25T06:30Z', '2026-12-25T07:45Z'],
    ['within one day, by night', NOON, 'Asia/Kathmandu', '2026-12-25T20:00Z', undefined],
    ['far east, where it is tomorrow', NIGHT, 'Pacific/Kiritimati', '2026-12-25T12:00Z', '2026-12-25T18:00Z'],
    ['far west, where it is yesterday', NIGHT, 'Pacific/Pago_Pago', '2026-12-25T10:00Z', '2026-12-25T19:00Z'],
    // Clocks go forward in the night: the quiet hours are an hour shorter.
    ['over a spring night', NIGHT, 'America/New_York', '2026-03-08T05:00Z', '2026-03-08T12:00Z'],
    // Clocks go back: they are an hour longer.
    ['over an autumn night', NIGHT, 'America/New_York', '2026-11-01T04:00Z', '2026-11-01T13:00Z'],
    ['that begin and end as the clocks jump: later by the gap', DAWN, 'America/New_York', '2026-03-08T06:45Z', '2026-03-08T07:30Z'],
    ['before they begin on that day', DAWN, 'America/New_York', '2026-03-08T06:15Z', undefined],
    ['behind them on that day', DAWN, 'America/New_York', '2026-03-08T07:30Z', undefined],
    ['whose beginning comes twice: the first time', DAWN, 'America/New_York', '2026-11-01T05:30Z', '2026-11-01T07:30Z'],
    ['whose end comes twice: the first time', { from: '22:00', to: '01:30' }, 'Europe/London', '2026-10-25T00:29Z', '2026-10-25T00:30Z'],
    ['as the clocks show the end once more', { from: '22:00', to: '01:30' }, 'Europe/London', '2026-10-25T01:15Z', undefined],
    ['where the clocks jump by half an hour', NIGHT, 'Australia/Lord_Howe', '2026-10-03T14:00Z', '2026-10-03T21:00Z'],
    // Samoa had no 30 December 2011.
    ['over a day that a zone leaves out', NIGHT, 'Pacific/Apia', '2011-12-30T09:30Z', '2011-12-30T18:00Z'],
    ['where nobody knows the zone', NIGHT, undefined, '2026-12-25T01:00Z', undefined],
    ['where the zone is none', NIGHT, 'Mars/Olympus', '2026-12-25T01:00Z', undefined],
    [
      'where nobody knows the zone, and the app names one',
      { ...NIGHT, zoneWhenUnknown: 'Asia/Tokyo' },
      undefined,
      '2026-12-25T14:00Z',
      '2026-12-25T23:00Z',
    ],
    ['where the zone is none, and the app names one', { ...NIGHT, zoneWhenUnknown: 'Asia/Tokyo' }, 'x', '2026-12-25T01:00Z', undefined],
  ])('%s', (_, hours, zone, instant, end) => {
    expect(shown(quietUntil(hours, zone, at(instant)))).toBe(end);
    expect(shown(new QuietClock(hours).until(zone, at(instant)))).toBe(end);
  });

  it('are the same for many installations in a row, as hours go by and back', () => {
    const clock = new QuietClock({ ...NIGHT, zoneWhenUnknown: 'UTC' });
    const begin = at('2026-10-24T00:00Z');
    const minutes = Array.from({ length: 400 }, (_, step) => (step % 2 === 0 ? step : step - 37) * 17);
    for (const minute of minutes) {
      for (const zone of ['Europe/London', 'America/New_York', undefined]) {
        const instant = begin + minute * 60_000;
        expect([zone, minute, clock.until(zone, instant)]).toEqual([
          zone,
          minute,
          quietUntil({ ...NIGHT, zoneWhenUnknown: 'UTC' }, zone, instant),
        ]);
      }
    }
  });
});
