import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { analytics, type RequestContext, type RestReply } from '@parlance/contracts';
import { restReply } from '@parlance/service';
import type { Histogram } from 'hdr-histogram-js';
import { z } from 'zod';
import { LATENCY } from '../ingest/request-cells.ts';
import { MINUTE_MS, startOf } from '../ingest/time.ts';
import { CountsStore } from '../query/counts.store.ts';
import { GRANULARITIES, pointsOf, readRange, startsOf, type Range } from '../query/range.ts';
import { rangeMembers, readQuestion } from '../query/read-question.ts';
import { decoded, UNITS_OF_MS } from './histograms.ts';

const latencySchema = z
  .object({ ...rangeMembers, granularity: z.enum(GRANULARITIES).default('hour'), className: z.string().min(1).max(200).optional() })
  .strict();

const MINUTE_DIGITS = 2;

/** Latencies of requests, by histograms that gateways have kept: one percent exact, up to a minute. */
@Controller()
export class LatencyHandler {
  constructor(private readonly counts: CountsStore) {}

  /** `{"total": {…}, "points": [{"from", "count", "p50", "p90", "p95", "p99", "max"}]}`, in milliseconds; null where nothing was asked. */
  @Handles(analytics.latency)
  async latency(@Payload() { question }: analytics.Asked, @Ctx() { app }: RequestContext): Promise<RestReply> {
    const { granularity, className = '', ...asked } = readQuestion(latencySchema, question);
    const range = readRange(asked, granularity, Date.now());
    const histograms = await this.#histograms(app, className, range);
    const whole = [...histograms.values()];
    const [first, ...others] = whole;
    const points = startsOf(range).map((from, point) => ({ from, ...summaryOf(histograms.get(point)) }));
    // Summed up last: the first histogram is changed by it.
    for (const histogram of others) first?.add(histogram);
    return restReply({ className: className === '' ? null : className, granularity, total: summaryOf(first), points });
  }

  /** By point. */
  async #histograms(app: string, className: string, range: Range): Promise<ReadonlyMap<number, Histogram>> {
    const histograms = new Map<number, Histogram>();
    const documents = await this.counts.documents({ app, source: 'r', event: '', dimension: LATENCY }, range);
    for (const { _id, k, h = [] } of documents) {
      const start = startOf(_id.slice(_id.lastIndexOf('|') + 1));
      for (const [index, key] of k.entries()) {
        const isMinute = range.granularity === 'minute';
        const [value, at] = isMinute ? [key.slice(MINUTE_DIGITS), start + Number(key.slice(0, MINUTE_DIGITS)) * MINUTE_MS] : [key, start];
        const text = h[index] ?? '';
        if (value !== className || text === '' || at < range.from || at >= range.to) continue;
        const point = Math.min(pointsOf(range) - 1, Math.floor((at - range.from) / range.stepMs));
        const before = histograms.get(point);
        if (before === undefined) histograms.set(point, decoded(text));
        else before.add(decoded(text));
      }
    }
    return histograms;
  }
}

function summaryOf(histogram: Histogram | undefined): object {
  const at = (percentile: number) => (histogram === undefined ? null : histogram.getValueAtPercentile(percentile) / UNITS_OF_MS);
  const count = histogram?.totalCount ?? 0;
  return { count, p50: at(50), p90: at(90), p95: at(95), p99: at(99), max: at(100) };
}
