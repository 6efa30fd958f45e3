import type { analytics } from '@parlance/contracts';
import { build, encodeIntoCompressedBase64, type Histogram } from 'hdr-histogram-js';

/** Classes with a histogram of their own between two flushes, 12 KB each. */
const CLASSES_MAX = 64;
/** Latencies are kept in units of 10 µs, up to 60 s, with two digits: one percent. */
const UNITS_OF_MS = 100;
const UNITS_MAX = 6_000_000;

/** The times of an app's requests, by class. The histogram of all of them is their sum, made when they are read. */
export class LatencyHistograms {
  readonly #byClass = new Map<string, Histogram>();
  /** Of the classes beyond the bound. */
  #rest: Histogram | undefined;

  /** The histogram that the times of a class belong into. */
  of(className: string): Histogram {
    let histogram = this.#byClass.get(className);
    if (histogram !== undefined) return histogram;
    if (this.#byClass.size >= CLASSES_MAX) return this.rest;
    histogram = histogramOf();
    this.#byClass.set(className, histogram);
    return histogram;
  }

  /** For times that belong to no class of their own. */
  get rest(): Histogram {
    return (this.#rest ??= histogramOf());
  }

  /** Those with a time in them, that of all requests under ''. */
  encoded(): analytics.CountedRequests['latencies'] {
    const used = [...this.#byClass].filter(([, { totalCount }]) => totalCount > 0);
    const parts = used.map(([className, histogram]) => ({ className, histogram: encodeIntoCompressedBase64(histogram) }));
    if (used.length === 1 && this.#rest === undefined) return [{ className: '', histogram: parts[0]!.histogram }, ...parts];
    const whole = this.#rest ?? histogramOf();
    for (const [, histogram] of used) whole.add(histogram);
    return whole.totalCount === 0 ? [] : [{ className: '', histogram: encodeIntoCompressedBase64(whole) }, ...parts];
  }
}

/** @param tookMs of one request */
export function recordTime(histogram: Histogram, tookMs: number): void {
  histogram.recordValue(Math.min(UNITS_MAX, Math.max(1, Math.round(tookMs * UNITS_OF_MS))));
}

function histogramOf(): Histogram {
  return build({
    bitBucketSize: 32,
    autoResize: false,
    lowestDiscernibleValue: 1,
    highestTrackableValue: UNITS_MAX,
    numberOfSignificantValueDigits: 2,
    useWebAssembly: false,
  });
}
