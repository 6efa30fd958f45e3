import { number } from '../../texts/numbers.ts';
import { t } from '../../texts/index.ts';
import type { ReplyOf } from '../../api/operations.ts';
import type { Step } from '../range.ts';

/** One line of a graph; null where there is no figure. */
export interface Series {
  readonly label: string;
  readonly counts: readonly (number | null)[];
}

/**
 * - `points`: the start of each step, ISO 8601
 * - `total`: absent where figures do not add up, as percentiles do not
 */
export interface GraphData {
  readonly points: readonly string[];
  readonly granularity: string;
  readonly series: readonly Series[];
  readonly total?: number | undefined;
}

export type Counts = ReplyOf<'analytics/count'>;

export const sumOf = (counts: readonly (number | null)[]): number => counts.reduce<number>((sum, count) => sum + (count ?? 0), 0);

/** A count as a graph. Its parts are a line each, and with the others and those without the dimension they add up to the total. */
export function graphOf(answer: Counts, label: string, nameOf: (value: string) => string = plainName): GraphData {
  const { points, granularity, total, counts, groups, rest, without } = answer;
  const lines = (groups ?? []).map((group) => ({ label: nameOf(group.value), counts: group.counts }));
  if (rest !== undefined && rest.total > 0) lines.push({ label: t.analytics.others, counts: rest.counts });
  if (without !== undefined && without.total > 0) lines.push({ label: t.analytics.notTold, counts: without.counts });
  return { points, granularity, total, series: groups === undefined || lines.length === 0 ? [{ label, counts }] : lines };
}

export const plainName = (value: string): string => (value === '' ? t.analytics.emptyValue : value);

const DAY = new Intl.DateTimeFormat(undefined, { timeZone: 'UTC', dateStyle: 'medium' });
const TIME = new Intl.DateTimeFormat(undefined, { timeZone: 'UTC', dateStyle: 'medium', timeStyle: 'short' });

/** The start of a step, for people. */
export function stepName(point: string, granularity: string): string {
  return (isShort(granularity) ? TIME : DAY).format(new Date(point));
}

const isShort = (granularity: string): boolean => (['minute', 'hour'] satisfies Step[]).some((step) => step === granularity);

/** A graph in a sentence. */
export function summaryOf(title: string, { points, granularity, series, total }: GraphData): string {
  const sums = points.map((_, at) => sumOf(series.map(({ counts }) => counts[at] ?? 0)));
  const name = (at: number): string => stepName(points[at] ?? '', granularity);
  const [from, to] = points.length === 0 ? ['–', '–'] : [name(0), name(points.length - 1)];
  const most = Math.max(0, ...sums);
  if (most === 0) return t.analytics.graph.nothing(title, from, to);
  if (total === undefined) return t.analytics.graph.peaks(title, from, to, series.map(peakOf).join(', '));
  return t.analytics.graph.summary(title, total, from, to, most, name(sums.indexOf(most)));
}

const peakOf = ({ label, counts }: Series, _at: number, { length }: readonly Series[]): string =>
  `${length > 1 ? `${label} ` : ''}${number(Math.max(...counts.map((count) => count ?? 0)))}`;

/** A part of a total, such as `12.5 %`. */
export const percent = (part: number, whole: number): string =>
  whole === 0 ? '–' : `${number(Math.round((1_000 * part) / whole) / 10)} %`;
