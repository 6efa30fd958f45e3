/** Requests per second and percentiles of one measured run. Times in milliseconds. */
export interface RunFigures {
  readonly requests: number;
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly cpuMsPerRequest: number;
  /** Of MongoDB, which every side shares, while this run was the only load. */
  readonly databaseCpuMsPerRequest: number;
}

/** The value below which `share` of the sorted times lie (nearest rank). */
export function percentile(sorted: ArrayLike<number>, share: number): number {
  if (sorted.length === 0) throw new Error('A percentile needs at least one time.');
  const rank = Math.ceil(share * sorted.length) - 1;
  return sorted[Math.min(sorted.length - 1, Math.max(0, rank))] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
  return percentile(Float64Array.from(values).sort(), 0.5);
}

/** Standard deviations around the middle rank within which 95 % of samples put the median. */
const STANDARD_DEVIATIONS = 1.96;

/** The range in which the median of everything that could be measured lies, by the ranks of the values alone, in 95 of 100 cases. */
export function medianInterval(values: readonly number[]): readonly [from: number, to: number] {
  const sorted = Float64Array.from(values).sort();
  const reach = (STANDARD_DEVIATIONS * Math.sqrt(sorted.length)) / 2;
  const rank = (place: number): number => sorted[Math.min(sorted.length - 1, Math.max(0, place))] ?? Number.NaN;
  return [rank(Math.floor(sorted.length / 2 - reach)), rank(Math.ceil(sorted.length / 2 + reach) - 1)];
}
