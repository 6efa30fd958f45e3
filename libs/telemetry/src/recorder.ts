import type { Tracer } from '@opentelemetry/api';
import type { OperationInstruments } from './metrics/operation-instruments.ts';
import type { QueueInstruments } from './metrics/queue-instruments.ts';

/**
 * The recorder at present: nothing until startTelemetry, and nothing again after its shutdown. Hot paths test one member of this object
 * and go on; OpenTelemetry's own no-ops would cost them a context and a span object each.
 *
 * One per process, not per app, because OpenTelemetry's API keeps its providers per process too.
 */
export const recorder: {
  tracer: Tracer | undefined;
  instruments: OperationInstruments | undefined;
  queues: QueueInstruments | undefined;
} = {
  tracer: undefined,
  instruments: undefined,
  queues: undefined,
};

/** True while spans or metrics are recorded: callers on hot paths then measure times. */
export function isRecording(): boolean {
  return recorder.instruments !== undefined;
}
