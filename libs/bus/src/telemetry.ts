import type { MsgHdrs } from '@nats-io/transport-node';
import type { RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { extract, inject, isTracing, operationMetrics, span, within } from '@parlance/telemetry';
import type { DeclaredOperation } from './handlers.ts';
import { busMetrics } from './metrics.ts';
import { FIELD, type Fields } from './wire/fields.ts';

/** Trace states beyond this are not passed on: W3C asks for 512 characters at least, and a header must stay small. */
const TRACE_STATE_LENGTH_MAX = 512;

/** Adds the trace context of the running code to `fields`. */
export function injectTrace(fields: Fields): void {
  inject(fields);
  if ((fields[FIELD.traceState]?.length ?? 0) > TRACE_STATE_LENGTH_MAX) delete fields[FIELD.traceState];
}

/** Runs `work` within the trace that a request's header names, if it names one. */
export function withinTrace<T>(headers: MsgHdrs | undefined, work: () => T): T {
  if (headers === undefined || !isTracing()) return work();
  const carrier = { traceparent: headers.get(FIELD.traceParent), tracestate: headers.get(FIELD.traceState) };
  return within(extract(carrier), work);
}

/** Readiness asks for the health of services every second; nobody wants to see that. */
function isProbe({ subject }: DeclaredOperation): boolean {
  return subject.endsWith('.health');
}

/** Records a call to another process as a span, and its time; `call` is to be asked for within it. */
export function recordCall<T>(operation: DeclaredOperation, { app }: RequestContext, call: () => Promise<T>): Promise<T> {
  if (isProbe(operation)) return call();
  const start = performance.now();
  return span(operation.subject, 'client', { 'parlance.app': app }, call, undefined, (_span, error) => {
    busMetrics.called(operation, performance.now() - start, error);
  });
}

/** Records the run of a handler: as a span, and in rate, errors and duration of its operation. */
export function recordRun<T>(operation: DeclaredOperation, { app }: RequestContext, run: () => Promise<T>): Promise<T> {
  if (isProbe(operation)) return run();
  const start = performance.now();
  return span(operation.subject, 'server', { 'parlance.app': app }, run, undefined, (_span, error) => {
    operationMetrics.record(operation.subject, app, errorCode(error), performance.now() - start);
  });
}

function errorCode(error: unknown): number {
  if (error === undefined) return 0;
  return error instanceof ParseError ? error.code : 1;
}
