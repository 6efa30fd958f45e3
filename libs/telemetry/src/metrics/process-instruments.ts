import type { BatchObservableResult, Meter } from '@opentelemetry/api';

const MICROSECONDS = 1e6;

/** Processor time and memory of the process, by the names of OpenTelemetry's conventions; asked when metrics are collected. */
export function watchProcess(meter: Meter): void {
  const time = meter.createObservableCounter('process.cpu.time', { description: 'Processor time of the process.', unit: 's' });
  const resident = meter.createObservableUpDownCounter('process.memory.usage', { description: 'Memory of the process.', unit: 'By' });
  const heap = meter.createObservableUpDownCounter('nodejs.heap.usage', { description: 'Used part of the JavaScript heap.', unit: 'By' });
  const uptime = meter.createObservableGauge('process.uptime', { description: 'Time since the process has started.', unit: 's' });
  const observe = (result: BatchObservableResult): void => {
    const { user, system } = process.cpuUsage();
    const { rss, heapUsed } = process.memoryUsage();
    result.observe(time, user / MICROSECONDS, { 'cpu.mode': 'user' });
    result.observe(time, system / MICROSECONDS, { 'cpu.mode': 'system' });
    result.observe(resident, rss);
    result.observe(heap, heapUsed);
    result.observe(uptime, process.uptime());
  };
  meter.addBatchObservableCallback(observe, [time, resident, heap, uptime]);
}
