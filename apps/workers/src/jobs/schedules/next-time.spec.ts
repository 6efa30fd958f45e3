import { describe, expect, it } from 'vitest';
import { readJobSchedule, type JobSchedule } from './job-schedule.ts';
import { nextTime } from './next-time.ts';

const NOW = Date.parse('2026-03-02T10:30:00Z'); // a Monday
const EVERY_DAY = [1, 1, 1, 1, 1, 1, 1];

function scheduleOf(members: object): JobSchedule {
  const read = readJobSchedule({ jobName: 'nightly', params: '{}', startAfter: '2026-01-01T00:00:00.000Z', ...members }, NOW);
  if ('fault' in read) throw new Error(read.fault);
  return read.schedule;
}

/** The next times, one after the other. */
function times(members: object, count: number, after = NOW): (string | undefined)[] {
  const schedule = scheduleOf(members);
  const found: (string | undefined)[] = [];
  let last: number | undefined = after;
  for (let at = 0; at < count && last !== undefined; at++) {
    last = nextTime(schedule, last);
    found.push(last === undefined ? undefined : new Date(last).toISOString().replace(':00.000Z', ''));
  }
  return found;
}

describe('the next time of a schedule', () => {
  it('of the dashboard: every day at a time of UTC', () => {
    const daily = { timeOfDay: '12:00:00.000Z', repeatMinutes: 1_440, daysOfWeek: EVERY_DAY };
    expect(times(daily, 3)).toEqual(['2026-03-02T12:00', '2026-03-03T12:00', '2026-03-04T12:00']);
  });

  it('of the dashboard: from a time of each day on, after each interval, until the day ends', () => {
    const often = { timeOfDay: '21:00:00.000Z', repeatMinutes: 90, daysOfWeek: EVERY_DAY };
    expect(times(often, 4)).toEqual(['2026-03-02T21:00', '2026-03-02T22:30', '2026-03-03T21:00', '2026-03-03T22:30']);
  });

  it('on the days that are allowed, Monday first, as strings or numbers', () => {
    const weekend = { timeOfDay: '08:00', daysOfWeek: ['0', '0', '0', '0', '0', '1', '1'] };
    expect(times(weekend, 3)).toEqual(['2026-03-07T08:00', '2026-03-08T08:00', '2026-03-14T08:00']);
    expect(times({ timeOfDay: '08:00', daysOfWeek: [1, 0, 0, 0, 0, 0, 0] }, 2)).toEqual(['2026-03-09T08:00', '2026-03-16T08:00']);
  });

  it('after an interval of several days, counted from the day of the start', () => {
    const everyThird = { startAfter: '2026-03-01T00:00:00.000Z', timeOfDay: '06:00', repeatMinutes: 3 * 1_440 };
    expect(times(everyThird, 3)).toEqual(['2026-03-04T06:00', '2026-03-07T06:00', '2026-03-10T06:00']);
  });

  it('after an interval alone, from the start on, which counts itself', () => {
    const alone = { startAfter: '2026-03-02T11:00:00.000Z', repeatMinutes: 45 };
    expect(times(alone, 3)).toEqual(['2026-03-02T11:00', '2026-03-02T11:45', '2026-03-02T12:30']);
    const tuesdays = { startAfter: '2026-03-02T00:00:00.000Z', repeatMinutes: 720, daysOfWeek: [0, 1, 0, 0, 0, 0, 0] };
    expect(times(tuesdays, 3)).toEqual(['2026-03-03T00:00', '2026-03-03T12:00', '2026-03-10T00:00']);
  });

  it('once, where nothing repeats', () => {
    expect(times({ startAfter: '2026-03-02T11:00:00.000Z' }, 2)).toEqual(['2026-03-02T11:00', undefined]);
    expect(times({ startAfter: '2026-03-02T10:00:00.000Z' }, 1)).toEqual([undefined]);
  });

  it('not before the start', () => {
    const later = { startAfter: '2026-03-10T12:00:00.000Z', timeOfDay: '12:00', repeatMinutes: 1_440 };
    expect(times(later, 2)).toEqual(['2026-03-10T12:00', '2026-03-11T12:00']);
    expect(times({ startAfter: '2026-03-10T12:00:00.000Z', cron: '0 12 * * *' }, 1)).toEqual(['2026-03-10T12:00']);
  });

  it('of cron, by the clocks of a zone', () => {
    expect(times({ cron: '30 4 * * 1-5', timeZone: 'Europe/Berlin' }, 2)).toEqual(['2026-03-03T03:30', '2026-03-04T03:30']);
    expect(times({ cron: '0 0 1 * *', timeZone: 'Asia/Kolkata' }, 1)).toEqual(['2026-03-31T18:30']);
  });

  it('through the change of clocks: once a day, and later by the gap where the time is left out', () => {
    const before = Date.parse('2026-03-28T00:00:00Z');
    const wanted = ['2026-03-28T01:30', '2026-03-29T01:30', '2026-03-30T00:30'];
    expect(times({ timeOfDay: '02:30', timeZone: 'Europe/Berlin', repeatMinutes: 1_440 }, 3, before)).toEqual(wanted);
    const autumn = Date.parse('2026-10-24T22:00:00Z');
    const twice = { timeOfDay: '02:30', timeZone: 'Europe/Berlin' };
    expect(times(twice, 2, autumn)).toEqual(['2026-10-25T00:30', '2026-10-26T01:30']);
    expect(times({ cron: '30 2 * * *', timeZone: 'Europe/Berlin' }, 2, autumn)).toEqual(['2026-10-25T00:30', '2026-10-26T01:30']);
  });

  it('is always later than the moment it is asked for, and the same whenever that is between two times', () => {
    const schedule = scheduleOf({ timeOfDay: '00:10', repeatMinutes: 47, timeZone: 'America/New_York', daysOfWeek: [1, 0, 1, 1, 0, 1, 0] });
    let at = Date.parse('2026-03-06T00:00:00Z');
    for (let step = 0; step < 200; step++) {
      const next = nextTime(schedule, at) ?? Number.NaN;
      expect(next).toBeGreaterThan(at);
      expect(nextTime(schedule, next - 1)).toBe(next);
      at = next;
    }
  });
});

describe('members of a schedule that say nothing', () => {
  it.each<[string, object, string]>([
    ['no job', { jobName: '' }, 'jobName has to name a job.'],
    ['parameters that are no text', { params: {} }, 'params has to be the text of a JSON object.'],
    ['parameters that are a list', { params: '[]' }, 'params has to be the text of a JSON object.'],
    ['a start that is no date', { startAfter: 'soon' }, 'startAfter has to be a date as ISO 8601 writes it.'],
    ['a time that no day has', { timeOfDay: '24:00' }, 'timeOfDay has to be a time such as 12:00.'],
    ['half a minute', { repeatMinutes: 0.5 }, 'repeatMinutes has to be a whole number up to 527040.'],
    ['six days', { daysOfWeek: [1, 1, 1, 1, 1, 1] }, 'daysOfWeek has to hold seven values 0 or 1, Monday first, and not 0 alone.'],
    [
      'no day',
      { daysOfWeek: ['0', '0', '0', '0', '0', '0', '0'] },
      'daysOfWeek has to hold seven values 0 or 1, Monday first, and not 0 alone.',
    ],
    ['cron that is none', { cron: '61 * * * *' }, 'cron has to be an expression such as 0 4 * * 1-5.'],
    ['cron with seconds', { cron: '* * * * * *' }, 'cron has to be an expression such as 0 4 * * 1-5.'],
    ['a zone that is none', { timeZone: 'Mars/Olympus' }, 'timeZone has to name a time zone, such as Europe/Berlin.'],
  ])('%s', (_, members, fault) => {
    expect(() => scheduleOf(members)).toThrow(fault);
  });
});
