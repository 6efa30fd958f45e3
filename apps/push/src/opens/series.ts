import { ParseError } from '@parlance/errors';
import { z } from 'zod';
import type { Stride } from './open.store.ts';

const STRIDE_MS: Readonly<Record<Stride, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };
/** The span that is shown where none is asked for, in strides: a day of minutes, and as long as opens are kept. */
const SHOWN: Readonly<Record<Stride, number>> = { minute: 1_440, hour: 37 * 24, day: 37 };
const POINTS_MAX = 5_000;

const time = z.iso.datetime({ offset: true }).transform((iso) => new Date(iso));
const asked = z.object({ stride: z.enum(['minute', 'hour', 'day']).default('hour'), from: time.optional(), to: time.optional() }).strict();

/** A span of whole strides: `to` is excluded. */
export interface SeriesSpan {
  readonly stride: Stride;
  readonly from: Date;
  readonly to: Date;
}

/**
 * @param start when the push began; opens are shown from there on, unless `from` says otherwise
 * @throws InvalidQuery (102)
 */
export function readSeriesSpan(parameters: Readonly<Record<string, unknown>>, start: Date, now: Date): SeriesSpan {
  const read = asked.safeParse(parameters);
  if (!read.success) throw new ParseError('InvalidQuery', 'stride is minute, hour or day; from and to are ISO 8601 times.');
  const { stride, from: begin = start } = read.data;
  const step = STRIDE_MS[stride];
  const from = Math.floor(begin.getTime() / step) * step;
  const end = read.data.to?.getTime() ?? Math.min(Math.max(now.getTime(), from) + 1, from + SHOWN[stride] * step);
  const to = Math.ceil(end / step) * step;
  if (to <= from) throw new ParseError('InvalidQuery', 'from must be before to.');
  if ((to - from) / step > POINTS_MAX) throw new ParseError('InvalidQuery', `A series has at most ${POINTS_MAX} points.`);
  return { stride, from: new Date(from), to: new Date(to) };
}

/** One point for each stride, zeros included. @param counts by the start of the stride, epoch milliseconds */
export function seriesOf(
  { stride, from, to }: SeriesSpan,
  counts: ReadonlyMap<number, number>,
): { readonly points: readonly string[]; readonly counts: readonly number[] } {
  const step = STRIDE_MS[stride];
  const starts = Array.from({ length: (to.getTime() - from.getTime()) / step }, (_, index) => from.getTime() + index * step);
  return { points: starts.map((start) => new Date(start).toISOString()), counts: starts.map((start) => counts.get(start) ?? 0) };
}
