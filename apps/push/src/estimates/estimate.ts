import type { data } from '@parlance/contracts';
import { wilsonInterval } from '@parlance/statistics';

/** The answer to `POST /push/estimate`. Numbers of an estimate that is not exact are of a sample, brought up to the size of the class. */
export interface Estimate {
  readonly estimate: number;
  /** Between which the true number is, with a confidence of 95 %. */
  readonly lo: number;
  readonly hi: number;
  readonly exact: boolean;
  readonly perType: Readonly<Record<string, number>>;
  readonly perLocale: Readonly<Record<string, number>>;
  readonly withoutTimeZone: number;
}

const ALPHA = 0.05;

/** Source: docs/contract/30-push-engine.md section 11. */
export function estimateOf({ exact, matched, rows, size, withoutTimeZone, perType, perLocale }: data.SegmentTally): Estimate {
  const factor = exact || rows === 0 ? 1 : size / rows;
  const scaled = (count: number) => Math.round(count * factor);
  const { lo, hi } = (exact ? null : wilsonInterval({ opens: matched, sent: rows }, ALPHA)) ?? { lo: 0, hi: 0 };
  return {
    estimate: scaled(matched),
    ...(exact ? { lo: matched, hi: matched } : { lo: Math.floor(lo * size), hi: Math.ceil(hi * size) }),
    exact,
    perType: scaledTally(Object.entries(perType), scaled),
    perLocale: scaledTally(merged(perLocale), scaled),
    withoutTimeZone: scaled(withoutTimeZone),
  };
}

/** Devices write one locale in several ways. Letter case and `-` or `_` do not count. */
export function localeName(locale: string): string {
  const [language = '', ...rest] = locale.replaceAll('_', '-').split('-');
  return [language.toLowerCase(), ...rest.map((part) => (part.length === 2 ? part.toUpperCase() : part.toLowerCase()))].join('-');
}

function merged(perLocale: Readonly<Record<string, number>>): [string, number][] {
  const sums = new Map<string, number>();
  for (const [locale, count] of Object.entries(perLocale)) sums.set(localeName(locale), (sums.get(localeName(locale)) ?? 0) + count);
  return [...sums];
}

function scaledTally(entries: readonly (readonly [string, number])[], scaled: (count: number) => number): Readonly<Record<string, number>> {
  return Object.fromEntries(entries.map(([name, count]) => [name, scaled(count)]));
}
