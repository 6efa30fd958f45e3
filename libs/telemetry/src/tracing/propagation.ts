import {
  context,
  type Context,
  isSpanContextValid,
  type Link,
  propagation,
  ROOT_CONTEXT,
  type TextMapGetter,
  type TextMapSetter,
  trace,
} from '@opentelemetry/api';
import { recorder } from '../recorder.ts';

/**
 * Writes the running code's trace context into a carrier: `traceparent`, and `tracestate` if there is one (W3C Trace Context). Writes
 * nothing while nothing is recorded.
 *
 * @param setter how to write a member; absent for plain objects
 */
export function inject<Carrier>(carrier: Carrier, setter?: TextMapSetter<Carrier>): void {
  if (recorder.tracer !== undefined) propagation.inject(context.active(), carrier, setter);
}

/**
 * The context that a carrier names, to be the parent of spans; the running one when it names none. A malformed `traceparent` counts as
 * none.
 */
export function extract<Carrier>(carrier: Carrier, getter?: TextMapGetter<Carrier>): Context {
  return recorder.tracer === undefined ? context.active() : propagation.extract(context.active(), carrier, getter);
}

/** A link to the span that a carrier names: for callers who must not decide whether their requests are recorded. Empty when it names none. */
export function linksTo<Carrier>(carrier: Carrier, getter?: TextMapGetter<Carrier>): Link[] {
  if (recorder.tracer === undefined) return [];
  const named = trace.getSpanContext(propagation.extract(ROOT_CONTEXT, carrier, getter));
  return named !== undefined && isSpanContextValid(named) ? [{ context: named }] : [];
}

/** Runs `work(...args)` with `parent` as the running context. Arguments spare the caller a closure. */
export function within<Args extends unknown[], T>(parent: Context, work: (...args: Args) => T, ...args: Args): T {
  return recorder.tracer === undefined ? work(...args) : context.with(parent, work, undefined, ...args);
}

/** Id of the trace the running code belongs to, 32 hex digits. */
export function activeTraceId(): string | undefined {
  return recorder.tracer === undefined ? undefined : trace.getSpanContext(context.active())?.traceId;
}
