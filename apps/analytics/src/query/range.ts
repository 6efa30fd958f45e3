import { ParseError } from '@parlance/errors';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../ingest/time.ts';

export const GRANULARITIES = ['minute', 'hour', 'day'] as const;
export type Granularity = (typeof GRANULARITIES)[number];

/** Spans that end now. */
export const LAST = ['hour', 'day', 'week', 'month'] as const;
export type Last = (typeof LAST)[number];
const LAST_MS: Readonly<Record<Last, number>> = { hour: HOUR_MS, day: DAY_MS, week: 7 * DAY_MS, month: 30 * DAY_MS };

/** A range as a question states it: `from` and `to`, ISO 8601 or a Date of Parse, or the span that ends now. */
export interface AskedRange {
  readonly from?: unknown;
  readonly to?: unknown;
  readonly last?: Last | undefined;
}

/** Whole steps from `from` to `to`, epoch milliseconds in UTC, `to` excluded. */
export interface Range {
  readonly from: number;
  readonly to: number;
  readonly stepMs: number;
  readonly granularity: Granularity;
}

const STEP_MS: Readonly<Record<Granularity, number>> = { minute: MINUTE_MS, hour: HOUR_MS, day: DAY_MS };
/** A week of minutes fits. */
const POINTS_MAX = 10_081;
/** Of a question that names no beginning: minutes are for a look at the last day. */
const DEFAULT_DAYS: Readonly<Record<Granularity, number>> = { minute: 1, hour: 30, day: 30 };

/**
 * The range of a question, widened to whole steps. The last span has as many steps as fit into it, the present one included.
 *
 * @param asked of nothing the last 30 days, today included, and of minutes the last day
 * @throws ParseError InvalidQuery (102)
 */
export function readRange(asked: AskedRange, granularity: Granularity, now: number): Range {
  const stepMs = STEP_MS[granularity];
  if (asked.last !== undefined && (asked.from !== undefined || asked.to !== undefined))
    throw new ParseError('InvalidQuery', 'last stands alone: it needs neither from nor to.');
  const spanMs = asked.last === undefined ? DEFAULT_DAYS[granularity] * DAY_MS : Math.max(stepMs, LAST_MS[asked.last]);
  const to = Math.ceil((asked.to === undefined ? now + 1 : timeIn('to', asked.to)) / stepMs) * stepMs;
  const from = Math.floor((asked.from === undefined ? to - spanMs : timeIn('from', asked.from)) / stepMs) * stepMs;
  if (from >= to) throw new ParseError('InvalidQuery', 'from must be before to.');
  if ((to - from) / stepMs > POINTS_MAX)
    throw new ParseError('InvalidQuery', `The range has more than ${POINTS_MAX} points; take a coarser granularity.`);
  return { from, to, stepMs, granularity };
}

/** The places of a range in which something can be counted. */
export function pointsOf({ from, to, stepMs }: Range): number {
  return Math.round((to - from) / stepMs);
}

/** The start of each step, ISO 8601. */
export function startsOf(range: Range): readonly string[] {
  return Array.from({ length: pointsOf(range) }, (_, index) => new Date(range.from + index * range.stepMs).toISOString());
}

/** Epoch milliseconds. @throws ParseError InvalidQuery */
export function timeIn(name: string, value: unknown): number {
  const iso = typeof value === 'object' && value !== null && 'iso' in value ? value.iso : value;
  const time = typeof iso === 'string' ? Date.parse(iso) : NaN;
  if (Number.isNaN(time)) throw new ParseError('InvalidQuery', `${name} must be a time, such as 2026-11-29T12:00:00Z.`);
  return time;
}
