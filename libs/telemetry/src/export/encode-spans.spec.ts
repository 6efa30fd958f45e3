import {
  createTraceState,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Attributes,
  type Link,
  type Tracer,
} from '@opentelemetry/api';
import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { TracerProvider, type ReadableSpan } from '@opentelemetry/sdk-trace';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { SpanEncoder } from './encode-spans.ts';

const resource = resourceFromAttributes({ 'service.name': 'data', 'process.pid': 5 });

/** Spans that `make` makes with the SDK's own tracer, ended. */
function spansOf(make: (tracer: Tracer) => void): ReadableSpan[] {
  const ended: ReadableSpan[] = [];
  const processor = {
    onStart: () => undefined,
    onEnd: (span: ReadableSpan) => void ended.push(span),
    forceFlush: () => Promise.resolve(),
    shutdown: () => Promise.resolve(),
  };
  make(new TracerProvider({ resource, spanProcessors: [processor] }).getTracer('the-scope', '1'));
  return ended;
}

const remote = (state?: string) => ({
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  traceFlags: 1,
  isRemote: true,
  ...(state === undefined ? {} : { traceState: createTraceState(state) }),
});

const attributes: fc.Arbitrary<Attributes> = fc.dictionary(
  fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' }),
  fc.oneof(fc.string({ unit: 'grapheme', maxLength: 300 }), fc.maxSafeNat(), fc.boolean()),
  { maxKeys: 8 },
);
const described = fc.record({
  name: fc.string({ unit: 'grapheme', maxLength: 400 }),
  kind: fc.constantFrom(SpanKind.INTERNAL, SpanKind.SERVER, SpanKind.CLIENT),
  startTime: fc.tuple(fc.integer({ min: 0, max: 4_000_000_000 }), fc.integer({ min: 0, max: 999_999_999 })),
  links: fc.array(fc.constantFrom<Link>({ context: remote() }, { context: remote('a=b') }), { maxLength: 2 }),
  isChild: fc.boolean(),
  isFailed: fc.boolean(),
  attributes,
});

it('encodes spans in the bytes that the SDK writes', () => {
  const encoder = new SpanEncoder(); // one for all: the pieces that it keeps must not change later bytes
  fc.assert(
    fc.property(fc.array(described, { minLength: 1, maxLength: 5 }), (list) => {
      const spans = spansOf((tracer) => {
        for (const { isChild, isFailed, startTime, name, ...options } of list) {
          const parent = isChild ? trace.setSpanContext(ROOT_CONTEXT, remote('k=v')) : ROOT_CONTEXT;
          const span = tracer.startSpan(name, { ...options, startTime }, parent);
          if (isFailed) span.setStatus({ code: SpanStatusCode.ERROR });
          span.end([startTime[0] + 1, startTime[1]]);
        }
      });
      expect(Buffer.from(encoder.encode(spans)!).equals(ProtobufTraceSerializer.serializeRequest(spans)!)).toBe(true);
    }),
  );
});

it('leaves spans that it does not know to the SDK', () => {
  const unknown = (make: (tracer: Tracer) => void) => expect(new SpanEncoder().encode(spansOf(make))).toBeUndefined();
  unknown((tracer) => tracer.startSpan('an event').addEvent('e').end());
  unknown((tracer) => tracer.startSpan('a list', { attributes: { list: ['a'] } }).end());
  unknown((tracer) => tracer.startSpan('a fraction', { attributes: { share: 0.5 } }).end());
  unknown((tracer) => tracer.startSpan('a negative number', { attributes: { change: -1 } }).end());
  unknown((tracer) => tracer.startSpan('a message').setStatus({ code: SpanStatusCode.ERROR, message: 'm' }).end());
  unknown((tracer) => tracer.startSpan('a link', { links: [{ context: remote(), attributes: { a: 1 } }] }).end());
  expect(new SpanEncoder().encode([])).toBeUndefined();
});
