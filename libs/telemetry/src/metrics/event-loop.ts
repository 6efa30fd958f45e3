import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import type { BatchObservableResult, Meter } from '@opentelemetry/api';

/**
 * Milliseconds between two looks at the delay. Each wakes an idle process up, which costs some 50 µs: at 20 ms, metrics cost ten processes more
 * than their requests did.
 */
const INTERVAL_MS = 100;
const NANOSECONDS = 1e9;
const MILLISECONDS = 1e3;

const FIGURES = ['min', 'max', 'mean'] as const;
const PERCENTILES = [50, 90, 99] as const;

/**
 * How busy the event loop is, by the names of OpenTelemetry's conventions: `nodejs.eventloop.delay.*` since the last collection, in
 * seconds, `nodejs.eventloop.utilization` since then, from 0 to 1, and `nodejs.eventloop.time` since the start of the process.
 *
 * @param beforeCollection called when metrics are about to be collected
 * @returns ends the watch
 */
export function watchEventLoop(meter: Meter, beforeCollection: () => void): () => void {
  const delay = monitorEventLoopDelay({ resolution: INTERVAL_MS });
  delay.enable();
  const delayGauge = (name: string) =>
    meter.createObservableGauge(`nodejs.eventloop.delay.${name}`, { description: `Event loop delay, ${name}.`, unit: 's' });
  const figures = FIGURES.map((name) => [name, delayGauge(name)] as const);
  const deviation = delayGauge('stddev');
  const percentiles = PERCENTILES.map((percent) => [percent, delayGauge(`p${percent}`)] as const);
  const utilization = meter.createObservableGauge('nodejs.eventloop.utilization', { description: 'Share of time at work.', unit: '1' });
  const time = meter.createObservableCounter('nodejs.eventloop.time', { description: 'Time at work and idle.', unit: 's' });
  let last = performance.eventLoopUtilization();
  const observe = (result: BatchObservableResult): void => {
    beforeCollection();
    if (delay.count > 0) {
      for (const [name, gauge] of figures) result.observe(gauge, lateness(delay[name]));
      for (const [percent, gauge] of percentiles) result.observe(gauge, lateness(delay.percentile(percent)));
      result.observe(deviation, delay.stddev / NANOSECONDS);
    }
    delay.reset();
    const now = performance.eventLoopUtilization();
    result.observe(utilization, performance.eventLoopUtilization(now, last).utilization);
    result.observe(time, now.active / MILLISECONDS, { 'nodejs.eventloop.state': 'active' });
    result.observe(time, now.idle / MILLISECONDS, { 'nodejs.eventloop.state': 'idle' });
    last = now;
  };
  meter.addBatchObservableCallback(observe, [...figures, ...percentiles].map(([, gauge]) => gauge).concat(deviation, utilization, time));
  return () => void delay.disable();
}

/** Seconds by which a look came late. Node tells the time between two of them, in nanoseconds: an idle process would seem to be late by it. */
function lateness(between: number): number {
  return Math.max(0, between / NANOSECONDS - INTERVAL_MS / MILLISECONDS);
}
