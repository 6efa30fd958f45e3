import { expect, it } from 'vitest';
import { scheduleText, type Schedule } from './schedule-text.ts';

const schedule = (facts: Partial<Schedule>): Schedule => ({ id: 'a', job: 'sum', ...facts });

it.each<[Partial<Schedule>, string]>([
  [{}, 'once'],
  [{ cron: '0 4 * * *', timeZone: 'Europe/Berlin' }, '0 4 * * * (Europe/Berlin)'],
  [{ timeOfDay: '04:00', daysOfWeek: ['1', '1', '0', '0', '0', '0', '0'] }, 'at 04:00 on Mon, Tue'],
  [{ timeOfDay: '04:00', daysOfWeek: ['1', '1', '1', '1', '1', '1', '1'] }, 'at 04:00'],
  [{ repeatMinutes: 1 }, 'every 1 minute'],
])('%j is told as "%s"', (facts, text) => expect(scheduleText(schedule(facts))).toBe(text));
