import { describe, expect, it } from 'vitest';
import { instantIn, isTimeZone, nextDay, offsetMinutes } from './zones.ts';

describe('T10 T11 the instant of a wall time', () => {
  it.each([
    ['2026-12-25T09:00', 'America/New_York', '2026-12-25T14:00Z'],
    ['2026-12-25T09:00', 'Asia/Kolkata', '2026-12-25T03:30Z'],
    ['2026-12-25T09:00', 'Asia/Kathmandu', '2026-12-25T03:15Z'],
    ['2026-12-25T09:00', 'Pacific/Kiritimati', '2026-12-24T19:00Z'],
    ['2026-12-25T09:00', 'Pacific/Pago_Pago', '2026-12-25T20:00Z'],
    ['2026-03-08T02:30', 'America/New_York', '2026-03-08T07:30Z'], // a gap
    ['2026-11-01T01:30', 'America/New_York', '2026-11-01T05:30Z'], // an overlap
    ['2026-03-29T01:30', 'Europe/London', '2026-03-29T01:30Z'], // a gap
    ['2026-10-25T01:30', 'Europe/London', '2026-10-25T00:30Z'], // an overlap
    ['2026-10-04T02:15', 'Australia/Lord_Howe', '2026-10-03T15:45Z'], // a gap of half an hour
    ['2026-04-05T01:45', 'Australia/Lord_Howe', '2026-04-04T14:45Z'], // an overlap of half an hour
    ['2026-12-25T09:00', 'Etc/GMT+12', '2026-12-25T21:00Z'],
    ['2026-12-25T09:00', 'Etc/GMT-14', '2026-12-24T19:00Z'],
  ])('%s in %s is %s', (wall, zone, utc) => {
    expect(new Date(instantIn(zone, wall)).toISOString()).toBe(new Date(utc).toISOString());
  });

  it('moves on by a day of the calendar, whatever its length', () => {
    expect(nextDay('2026-03-07T02:30:00.000')).toBe('2026-03-08T02:30:00.000');
    expect(nextDay('2026-12-31T23:59:59.500')).toBe('2027-01-01T23:59:59.500');
  });
});

describe('T10 a time zone', () => {
  it.each(['America/New_York', 'UTC', 'Etc/GMT-14', 'asia/kolkata', 'America/Argentina/Buenos_Aires'])('is %s', (zone) => {
    expect(isTimeZone(zone)).toBe(true);
  });

  it.each(['', 'Mars/Olympus', '+02:00', '-0500', '../etc/passwd', 'constructor', 'UTC\u0000', 'A'.repeat(65)])('is not %j', (zone) => {
    expect(isTimeZone(zone)).toBe(false);
  });

  it('has an offset in whole minutes', () => {
    expect(offsetMinutes('America/New_York', Date.UTC(2026, 11, 25))).toBe(-300);
    expect(offsetMinutes('America/New_York', Date.UTC(2026, 6, 4))).toBe(-240);
    expect(offsetMinutes('Asia/Kathmandu', Date.UTC(2026, 6, 4))).toBe(345);
  });
});
