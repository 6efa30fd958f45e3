import type { Report } from './queries.ts';

type Group = Pick<Report['groups'][number], 'key' | 'openRate' | 'interval' | 'opened'>;

/** A rate to draw: `at`, `from` and `to` are percent of the width. Without a range nothing but the rate is known. */
export interface RateBar {
  readonly key: string;
  readonly rate: number;
  readonly at: number;
  readonly range?: { readonly lo: number; readonly hi: number };
  readonly from?: number;
  readonly to?: number;
}

/** Rates on one scale, from 0 to a little above the highest bound. No ranges where nobody has opened anything. */
export function barsOf(groups: readonly Group[]): { readonly bars: readonly RateBar[]; readonly end: number } {
  const isOpened = groups.some(({ opened }) => opened > 0);
  const rangeOf = ({ interval }: Group) => (isOpened && interval !== null ? interval : undefined);
  const highest = Math.max(...groups.map((group) => rangeOf(group)?.hi ?? group.openRate));
  const end = Math.min(100, highest === 0 ? 1 : highest * 1.1);
  const at = (rate: number) => Math.round((rate / end) * 10_000) / 100;
  const bars = groups.map((group) => {
    const range = rangeOf(group);
    const drawn = range === undefined ? {} : { range, from: at(range.lo), to: at(range.hi) };
    return { key: group.key, rate: group.openRate, at: at(group.openRate), ...drawn };
  });
  return { bars, end };
}
