import { defineInstruments, type BatchObservableResult } from '@parlance/telemetry';
import { ParseError } from '@parlance/errors';
import type { DeclaredOperation } from './handlers.ts';

/** Seconds; as those of operations. */
const DURATION_BOUNDS_S = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/**
 * Why a request was refused without work: by the caller, which is not connected, has too many calls waiting or is past its deadline; by the
 * process that was asked, which is busy, cannot read it, or does not know whose it is.
 */
export type Refusal = 'disconnected' | 'full' | 'late' | 'busy' | 'unreadable' | 'unsealed';

/** The state of a bus, as it is when metrics are collected. */
interface Watched {
  readonly connected: boolean;
  readonly load: { readonly waiting: number; readonly running: number };
}

const watched = new Set<Watched>();

const instruments = defineInstruments((meter) => {
  const connected = meter.createObservableGauge('parlance.bus.connected', { description: '1 while connected to NATS.', unit: '1' });
  const calls = meter.createObservableUpDownCounter('parlance.bus.calls.active', {
    description: 'Calls that wait for a reply, and large bodies under way.',
    unit: '{call}',
  });
  const requests = meter.createObservableUpDownCounter('parlance.bus.requests.active', {
    description: 'Requests being worked on.',
    unit: '{request}',
  });
  const observe = (result: BatchObservableResult): void => {
    const all = [...watched];
    if (all.length === 0) return;
    result.observe(connected, all.every((bus) => bus.connected) ? 1 : 0);
    result.observe(calls, sum(all.map(({ load }) => load.waiting)));
    result.observe(requests, sum(all.map(({ load }) => load.running)));
  };
  meter.addBatchObservableCallback(observe, [connected, calls, requests]);
  return {
    duration: meter.createHistogram('rpc.client.call.duration', {
      description: 'Time of a call to another process.',
      unit: 's',
      advice: { explicitBucketBoundaries: DURATION_BOUNDS_S },
    }),
    refusals: meter.createCounter('parlance.bus.refusals', { description: 'Requests refused without work.', unit: '{request}' }),
    reconnects: meter.createCounter('parlance.bus.reconnects', { description: 'Connections to NATS after a loss.', unit: '{connection}' }),
  };
});

const SYSTEM = 'parlance';

/** Metrics of the bus. Everything here does nothing while nothing is recorded. */
export const busMetrics = {
  /** Reports the state of a bus from now on. @returns ends that */
  watch(bus: Watched): () => void {
    watched.add(bus);
    return () => void watched.delete(bus);
  },

  /**
   * Counts a call to another process and its time, from the question to the outcome.
   *
   * @param error thrown by the call, told by its kind
   */
  called({ subject }: DeclaredOperation, durationMs: number, error: unknown): void {
    const duration = instruments.current?.duration;
    if (duration === undefined) return;
    const attributes = { 'rpc.system.name': SYSTEM, 'rpc.method': subject };
    if (error === undefined) duration.record(durationMs / 1_000, attributes);
    else duration.record(durationMs / 1_000, { ...attributes, 'error.type': typeOf(error) });
  },

  refused(reason: Refusal): void {
    instruments.current?.refusals.add(1, { reason });
  },

  reconnected(): void {
    instruments.current?.reconnects.add(1);
  },
};

function typeOf(error: unknown): string {
  return error instanceof ParseError ? error.kind : 'InternalServerError';
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
