export const RANGES = ['hour', 'day', 'week', 'month', 'own'] as const;
export type RangeName = (typeof RANGES)[number];
export const STEPS = ['minute', 'hour', 'day'] as const;
export type Step = (typeof STEPS)[number];

/** A range as the address of a page holds it. `from` and `to` (excluded) are ISO 8601, of an own range alone. */
export interface RangeSearch {
  readonly range: RangeName;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly step?: Step | undefined;
}

/** The members of a question that state its range. */
export type AskedRange = { readonly granularity: Step } & (
  { readonly last: Exclude<RangeName, 'own'> } | { readonly from: string; readonly to: string }
);

const DAY_MS = 86_400_000;
const SPAN_DAYS: Readonly<Record<Exclude<RangeName, 'own'>, number>> = { hour: 1 / 24, day: 1, week: 7, month: 30 };

/** Steps that make a graph of a range one can read, the usual one first. */
export function stepsOf(search: RangeSearch): readonly [Step, ...Step[]] {
  const days = search.range === 'own' ? ownDays(search) : SPAN_DAYS[search.range];
  if (days < 1) return ['minute', 'hour'];
  if (days <= 1) return ['hour', 'minute', 'day'];
  return days <= 31 ? ['day', 'hour'] : ['day'];
}

/** @returns undefined for an own range that is not complete, or ends before it begins */
export function askedRange(search: RangeSearch): AskedRange | undefined {
  const steps = stepsOf(search);
  const granularity = steps.find((step) => step === search.step) ?? steps[0];
  const { range, from, to } = search;
  if (range !== 'own') return { last: range, granularity };
  return from === undefined || to === undefined || !(ownDays(search) > 0) ? undefined : { from, to, granularity };
}

function ownDays({ from = '', to = '' }: RangeSearch): number {
  return (Date.parse(to) - Date.parse(from)) / DAY_MS;
}

/** The day on which a range begins, as a date field shows it. */
export const dayOfStart = (from: string | undefined): string => dayAt(Date.parse(from ?? ''));
/** The last day of a range, as a date field shows it. */
export const dayOfEnd = (to: string | undefined): string => dayAt(Date.parse(to ?? '') - 1);

const dayAt = (at: number): string => (Number.isNaN(at) ? '' : new Date(at).toISOString().slice(0, 10));

/** The start of a day, so many days after it; nothing for an empty field. */
export function startOfDay(day: string, daysAfter = 0): string | undefined {
  const at = Date.parse(day);
  return Number.isNaN(at) ? undefined : new Date(at + daysAfter * DAY_MS).toISOString();
}
