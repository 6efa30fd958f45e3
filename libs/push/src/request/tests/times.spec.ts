import { describe, expect, it } from 'vitest';
import { NOW, DAY, iso, parse, refusal, push } from './parsing.ts';

describe('PSH-17 PSH-18 PSH-19 the times', () => {
  it.each<[string, Record<string, unknown>, unknown]>([
    ['malformed', { push_time: 'tomorrow' }, [152, 'tomorrow is not valid time.']],
    ['of another type', { push_time: {} }, [152, '[object Object] is not valid time.']],
    ['null', { push_time: null }, [152, 'null is not valid time.']],
    ['a huge number', { push_time: 1e300 }, [152, '1e+300 is not valid time.']],
    ['past', { push_time: iso(NOW - 60_001) }, [152, '2026-12-25T11:58:59.999Z is in the past.'.replace(/^/, 'push_time ')]],
    ['a minute ago', { push_time: iso(NOW - 60_000) }, 'accepted'],
    ['13 days ahead', { push_time: iso(NOW + 13 * DAY) }, 'accepted'],
    ['14 days ahead', { push_time: (NOW + 14 * DAY) / 1_000 }, 'accepted'],
    ['15 days ahead', { push_time: (NOW + 15 * DAY) / 1_000 }, [152, 'push_time must be within the next two weeks.']],
    ['local, later everywhere', { push_time: '2026-12-26T09:00' }, 'accepted'],
    ['local, past in most of the world', { push_time: '2026-12-25T00:00' }, 'accepted'],
    ['local, past everywhere', { push_time: '2026-12-24T23:58' }, [152, 'push_time 2026-12-24T23:58 is in the past.']],
    ['the same, a little late', { push_time: '2026-12-24T23:58', options: { lateZones: 'send' } }, 'accepted'],
    [
      'local, past by more than 12 hours',
      { push_time: '2026-12-24T11:58', options: { lateZones: 'send' } },
      [152, 'push_time 2026-12-24T11:58 is in the past.'],
    ],
    ['the same, for the next day', { push_time: '2026-12-24T11:58', options: { lateZones: 'next_day' } }, 'accepted'],
    [
      'local, the day after past everywhere',
      { push_time: '2026-12-23T23:58', options: { lateZones: 'next_day' } },
      [152, 'push_time 2026-12-23T23:58 is in the past.'],
    ],
    ['local, too far', { push_time: '2027-01-09T02:01' }, [152, 'push_time must be within the next two weeks.']],
    ['local, 14 days ahead where it comes first', { push_time: '2027-01-09T02:00' }, 'accepted'],
  ])('push_time %s', (_, more, expected) => {
    expect(refusal(push(more))).toEqual(expected);
  });

  it.each<[string, Record<string, unknown>, unknown]>([
    ['malformed', { expiration_time: 'never' }, [138, 'never is not valid time.']],
    ['of another type', { expiration_time: true }, [138, 'true is not valid time.']],
    ['zero', { expiration_time: 0 }, [138, '0 is not valid time.']],
    ['negative', { expiration_time: -5 }, [138, '-5 is not valid time.']],
    ['past', { expiration_time: iso(NOW) }, [138, 'expiration_time is in the past.']],
    ['later', { expiration_time: iso(NOW + 1) }, 'accepted'],
    ['an interval of zero', { expiration_interval: 0 }, [138, 'expiration_interval must be a number greater than 0']],
    ['an interval of another type', { expiration_interval: '60' }, [138, 'expiration_interval must be a number greater than 0']],
    ['an interval without end', { expiration_interval: 1e300 }, [138, 'expiration_interval is longer than time itself.']],
    ['a fraction of a second', { expiration_interval: 0.5 }, 'accepted'],
    [
      'both forms',
      { expiration_time: iso(NOW + DAY), expiration_interval: 60 },
      [115, 'Both expiration_time and expiration_interval cannot be set'],
    ],
    ['both forms, one malformed', { expiration_time: 'never', expiration_interval: 60 }, [138, 'never is not valid time.']],
    ['before push_time', { push_time: iso(NOW + 60), expiration_time: iso(NOW + 60) }, [138, 'expiration_time must be after push_time.']],
    ['after push_time', { push_time: iso(NOW + 60), expiration_time: iso(NOW + 61) }, 'accepted'],
    [
      'local, before a local push_time',
      { push_time: '2026-12-26T09:00', expiration_time: '2026-12-26T09:00' },
      [138, 'expiration_time must be after push_time.'],
    ],
    ['local, after a local push_time', { push_time: '2026-12-26T09:00', expiration_time: '2026-12-26T09:01' }, 'accepted'],
    [
      'an instant before a local push_time anywhere',
      { push_time: '2026-12-26T09:00', expiration_time: '2026-12-25T19:00Z' },
      [138, 'expiration_time must be after push_time.'],
    ],
    ['an instant after a local push_time somewhere', { push_time: '2026-12-26T09:00', expiration_time: '2026-12-25T19:01Z' }, 'accepted'],
    ['without a zone, in UTC: past', { expiration_time: '2026-12-25T12:00' }, [138, 'expiration_time is in the past.']],
    ['without a zone, in UTC: later', { expiration_time: '2026-12-25T12:01' }, 'accepted'],
    ['local and past everywhere', { expiration_time: '2026-12-25T00:00' }, [138, 'expiration_time is in the past.']],
  ])('expiration %s', (_, more, expected) => {
    expect(refusal(push(more))).toEqual(expected);
  });

  it('expiration without a zone is that of each device for a push at a local time, and in UTC for others', () => {
    const expiration_time = '2026-12-27T09:00';
    expect(parse(push({ expiration_time })).expiration).toEqual({ kind: 'instant', at: Date.UTC(2026, 11, 27, 9) });
    const wall = { kind: 'local', wall: '2026-12-27T09:00:00.000' };
    expect(parse(push({ expiration_time, push_time: '2026-12-26T09:00' })).expiration).toEqual(wall);
  });
});
