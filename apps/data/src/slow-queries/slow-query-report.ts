import { quantileMs } from './duration-histogram.ts';
import type { QueryTimes } from './slow-query.store.ts';

/** One kind of query as `GET /admin/slow-queries` lists it. */
export function slowQueryReport(times: QueryTimes): Record<string, unknown> {
  const { className, operation, shape, count, slowCount, timeouts, totalMs, buckets, scanned, explained, plan, suggestion } = times;
  return {
    ...{ className, operation, shape, count, slowCount, timeouts },
    totalMs: Math.round(totalMs),
    medianMs: Math.round(quantileMs(buckets, 0.5)),
    p90Ms: Math.round(quantileMs(buckets, 0.9)),
    averageScanned: explained === 0 ? null : Math.round(scanned / explained),
    plan: plan && {
      index: plan.indexes.length === 0 ? null : plan.indexes.join(', '),
      ...{ stage: plan.stage, sortsInMemory: plan.sortsInMemory },
      ...{ keysExamined: plan.keysExamined, docsExamined: plan.docsExamined, returned: plan.returned },
    },
    suggestion,
    firstSeen: times.firstSeen.toISOString(),
    lastSeen: times.lastSeen.toISOString(),
  };
}
