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
