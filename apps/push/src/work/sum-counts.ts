import { push } from '@parlance/contracts';

type Counts = push.PushCounts;
type Numbers = Readonly<Record<string, number>>;

/** The members of counts that are numbers by key. */
const BY_KEY = ['sent', 'failed', 'failedReason', 'skipped', 'locale', 'sentOffset', 'failedOffset'] as const;

/** What became of installations, over several partitions. */
export function sumCounts(counts: readonly Counts[]): Counts {
  const sum: { -readonly [Name in keyof Counts]: Counts[Name] } = { ...push.NO_PUSH_COUNTS };
  for (const name of BY_KEY) sum[name] = sumNumbers(counts.map((one) => one[name]));
  for (const name of ['targeted', 'unknown'] as const) sum[name] = counts.reduce((all, one) => all + one[name], 0);
  return sum;
}

export function sumNumbers(all: readonly Numbers[]): Numbers {
  const sum = new Map<string, number>();
  for (const numbers of all) for (const [key, n] of Object.entries(numbers)) sum.set(key, (sum.get(key) ?? 0) + n);
  return Object.fromEntries(sum);
}

/** The sum of all values. */
export function total(numbers: Numbers): number {
  return Object.values(numbers).reduce((sum, n) => sum + n, 0);
}

/** Invariant I1: installations that were targeted are those that are sent to, failed, unknown or skipped, and no others. */
export interface Totals {
  readonly numTargeted: number;
  readonly numSent: number;
  readonly numFailed: number;
  readonly numUnknown: number;
  readonly numSkipped: number;
}

export function totalsOf({ targeted, sent, failed, unknown, skipped }: Counts): Totals {
  const [numSent, numFailed, numSkipped] = [total(sent), total(failed), total(skipped)];
  return { numTargeted: targeted, numSent, numFailed, numUnknown: unknown, numSkipped };
}
