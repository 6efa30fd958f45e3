import { DAY_MS } from '../ingest/time.ts';

export const PERIODS = ['day', 'week', 'month'] as const;
export type Period = (typeof PERIODS)[number];

export interface Interval {
  readonly from: number;
  readonly to: number;
}

/** 1 January 1970 was a Thursday: weeks begin on Monday. */
const MONDAY_MS = 4 * DAY_MS;
const WEEK_MS = 7 * DAY_MS;

/** The whole periods that a range touches, in UTC; weeks begin on Monday. */
export function periodsIn(from: number, to: number, period: Period): readonly Interval[] {
  const intervals: Interval[] = [];
  for (let start = startOfPeriod(from, period); start < to;) {
    const end = endOfPeriod(start, period);
    intervals.push({ from: start, to: end });
    start = end;
  }
  return intervals;
}

function startOfPeriod(at: number, period: Period): number {
  if (period === 'day') return Math.floor(at / DAY_MS) * DAY_MS;
  if (period === 'week') return Math.floor((at - MONDAY_MS) / WEEK_MS) * WEEK_MS + MONDAY_MS;
  const date = new Date(at);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1);
}

function endOfPeriod(start: number, period: Period): number {
  if (period === 'month') {
    const date = new Date(start);
    return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
  }
  return start + (period === 'week' ? WEEK_MS : DAY_MS);
}
