import {
  context,
  type Context,
  INVALID_SPAN_CONTEXT,
  type Link,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Attributes,
} from '@opentelemetry/api';
import { ParseError } from '@parlance/errors';
import { isRecording, recorder } from '../recorder.ts';

/** How a span relates to the ones beside it, as OpenTelemetry defines it. */
export type SpanRole = 'internal' | 'server' | 'client' | 'producer' | 'consumer';

const KINDS: Readonly<Record<SpanRole, SpanKind>> = {
  internal: SpanKind.INTERNAL,
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
};

/** Given to `work` while nothing is recorded; ignores all calls. */
const NO_SPAN = trace.wrapSpanContext(INVALID_SPAN_CONTEXT);

/** False when spans go nowhere: callers on hot paths then need not even build attributes. */
export function isTracing(): boolean {
  return recorder.tracer !== undefined;
}

/**
 * Runs `work` in a span, which is the parent of spans made inside, and ends it when `work` has returned or its promise is settled. An
 * error passes through and marks the span failed, unless it is a ParseError that blames the caller; 124, an unknown outcome, does not.
 *
 * @param attributes names and sizes; never values of objects, keys, tokens or passwords
 * @param links to spans that it belongs with and is no child of
 * @param ending called before the span ends, also for one that is not recorded: attributes of the outcome, and metrics
 */
export function span<T>(
  name: string,
  role: SpanRole,
  attributes: Attributes | undefined,
  work: (span: Span) => T,
  links?: Link[],
  ending?: Ending,
): T {
  const { tracer } = recorder;
  if (tracer === undefined) return ending === undefined || !isRecording() ? work(NO_SPAN) : runAndEnd(NO_SPAN, work, ending);
  const parent = context.active();
  if (isLeftOut(trace.getSpan(parent))) return ending === undefined ? work(NO_SPAN) : runAndEnd(NO_SPAN, work, ending);
  const started = tracer.startSpan(name, { kind: KINDS[role], attributes, links }, parent);
  return context.with(trace.setSpan(parent, started), runAndEnd<T>, undefined, started, work, ending);
}

/** @param error thrown by the work; undefined when it did well */
export type Ending = (span: Span, error?: unknown) => void;

/**
 * True inside a span of this process that the sampler has left out: it would leave out those below, too, after some work. The running
 * context stays that of the span left out, which other processes and log lines are told.
 */
function isLeftOut(parent: Span | undefined): boolean {
  if (parent === undefined || parent.isRecording()) return false;
  const { traceFlags, isRemote } = parent.spanContext();
  return isRemote !== true && (traceFlags & TraceFlags.SAMPLED) === 0;
}

/** A started span and the context in which it is the active one. */
export interface StartedSpan {
  readonly span: Span;
  readonly context: Context;
}

/** Starts a span that no function encloses; end it with `endSpan`. Undefined while nothing is recorded. */
export function startSpan(
  name: string,
  role: SpanRole,
  attributes?: Attributes,
  parent: Context = context.active(),
): StartedSpan | undefined {
  const { tracer } = recorder;
  if (tracer === undefined) return undefined;
  const started = tracer.startSpan(name, { kind: KINDS[role], attributes }, parent);
  return { span: started, context: trace.setSpan(parent, started) };
}

/** Ends a span, failed when there is an error that is not the caller's doing. */
export function endSpan(ended: Span, error?: unknown): void {
  if (error !== undefined) noteError(ended, error);
  ended.end();
}

function runAndEnd<T>(started: Span, work: (span: Span) => T, ending: Ending | undefined): T {
  let result: T;
  try {
    result = work(started);
  } catch (error) {
    finish(started, ending, error ?? new Error('undefined was thrown'));
    throw error;
  }
  if (result instanceof Promise) {
    // The very promise goes on to the caller: one of our own in between would cost each request a turn of the queue.
    result.then(
      () => finish(started, ending),
      (error: unknown) => finish(started, ending, error ?? new Error('undefined was thrown')),
    );
  } else finish(started, ending);
  return result;
}

function finish(started: Span, ending: Ending | undefined, error?: unknown): void {
  ending?.(started, error);
  endSpan(started, error);
}

/** Only the kind of the error: messages may quote stored values. */
function noteError(failed: Span, error: unknown): void {
  if (error instanceof ParseError) {
    failed.setAttribute('error.type', error.kind);
    if (error.status < 500 && error.kind !== 'RequestTimeout') return;
  } else failed.setAttribute('error.type', error instanceof Error ? error.name : typeof error);
  failed.setStatus({ code: SpanStatusCode.ERROR });
}
