import { context, propagation, trace } from '@opentelemetry/api';
import type { MsgHdrs } from '@nats-io/transport-node';
import { FIELD, type Fields } from './wire/fields.ts';

/** Trace states beyond this are not passed on: W3C asks for 512 characters at least, and a header must stay small. */
const TRACE_STATE_LENGTH_MAX = 512;

/** Adds the trace context of the running code to `fields`; costs next to nothing while nothing is traced. */
export function injectTrace(fields: Fields): void {
  const active = context.active();
  if (trace.getSpanContext(active) === undefined) return;
  const carrier: Fields = {};
  propagation.inject(active, carrier);
  const { traceparent, tracestate } = carrier;
  if (traceparent === undefined) return;
  fields[FIELD.traceParent] = traceparent;
  if (tracestate !== undefined && tracestate.length <= TRACE_STATE_LENGTH_MAX) fields[FIELD.traceState] = tracestate;
}

/** Runs `work` within the trace that a request's header names, if it names one. */
export function withinTrace<T>(headers: MsgHdrs | undefined, work: () => T): T {
  const traceparent = headers?.get(FIELD.traceParent);
  if (headers === undefined || !traceparent) return work();
  const carrier = { traceparent, tracestate: headers.get(FIELD.traceState) };
  return context.with(propagation.extract(context.active(), carrier), work);
}
