import type { Attributes, AttributeValue, Link } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { ProtobufBuffer } from './protobuf-buffer.ts';

/** Attributes whose encoding is kept: names of classes and operations come again, ids of requests do not. */
const VALUES_PER_NAME_MAX = 256;
const LENGTH_KEPT_MAX = 128;

const HAS_IS_REMOTE = 0x100;
const IS_REMOTE = 0x200;

/**
 * Encodes spans as an `ExportTraceServiceRequest` of OTLP, the same bytes as the SDK's own encoder writes, for a quarter of its time:
 * attributes and names that came before are copied instead of encoded. Knows the spans that this lib makes; others are the SDK's business.
 *
 * Source: opentelemetry-proto, trace.proto, common.proto.
 */
export class SpanEncoder {
  readonly #spans = new ProtobufBuffer();
  readonly #part = new ProtobufBuffer();
  readonly #kept = new Map<string, Map<AttributeValue, Uint8Array>>();

  /** @returns undefined for spans that it does not know: of several scopes or resources, with events, or with lists as attributes */
  encode(spans: readonly ReadableSpan[]): Uint8Array | undefined {
    const [first] = spans;
    if (first === undefined || !spans.every((span) => isPlain(span, first))) return undefined;
    const out = this.#spans;
    out.clear();
    for (const span of spans) this.#encodeSpan(span);
    const scope = this.#scopeOf(first);
    const resource = this.#resourceOf(first);
    const scopeBytes = scope.length + out.length;
    const head = this.#part;
    head.clear();
    head.tag(0x12); // ResourceSpans.scope_spans
    head.varint(scopeBytes);
    const scopeHead = Buffer.from(head.view());
    head.clear();
    head.tag(0x0a); // ExportTraceServiceRequest.resource_spans
    head.varint(resource.length + scopeHead.length + scopeBytes);
    return Buffer.concat([head.view(), resource, scopeHead, scope, out.view()]);
  }

  #encodeSpan(span: ReadableSpan): void {
    const out = this.#spans;
    const { traceId, spanId, traceFlags, traceState } = span.spanContext();
    const parent = span.parentSpanContext;
    out.tag(0x12); // ScopeSpans.spans
    const start = out.begin();
    out.tag(0x0a);
    out.hex(traceId);
    out.tag(0x12);
    out.hex(spanId);
    this.#state(traceState?.serialize());
    if (parent?.spanId) {
      out.tag(0x22);
      out.hex(parent.spanId);
    }
    out.tag(0x2a);
    out.text(span.name);
    out.tag(0x30);
    out.varint(span.kind + 1);
    out.tag(0x39);
    out.nanoseconds(span.startTime);
    out.tag(0x41);
    out.nanoseconds(span.endTime);
    for (const name in span.attributes) this.#attribute(out, 0x4a, name, span.attributes[name]);
    out.tag(0x50);
    out.varint(span.droppedAttributesCount);
    out.tag(0x60);
    out.varint(span.droppedEventsCount);
    for (const link of span.links) this.#link(link);
    out.tag(0x70);
    out.varint(span.droppedLinksCount);
    out.tag(0x7a); // the status: its code alone
    out.varint(2);
    out.tag(0x18);
    out.varint(span.status.code);
    out.tag(0x0185);
    out.fixed32(flagsOf(traceFlags, parent?.isRemote));
    out.end(start);
  }

  #link({ context, droppedAttributesCount = 0 }: Link): void {
    const out = this.#spans;
    out.tag(0x6a);
    const start = out.begin();
    out.tag(0x0a);
    out.hex(context.traceId);
    out.tag(0x12);
    out.hex(context.spanId);
    this.#state(context.traceState?.serialize());
    out.tag(0x28);
    out.varint(droppedAttributesCount);
    out.tag(0x35);
    out.fixed32(flagsOf(context.traceFlags, context.isRemote));
    out.end(start);
  }

  #state(state: string | undefined): void {
    if (!state) return;
    this.#spans.tag(0x1a);
    this.#spans.text(state);
  }

  #attribute(out: ProtobufBuffer, tag: number, name: string, value: AttributeValue): void {
    let kept = this.#kept.get(name);
    if (kept === undefined) this.#kept.set(name, (kept = new Map<AttributeValue, Uint8Array>()));
    let bytes = kept.get(value);
    if (bytes === undefined) {
      bytes = this.#keyValue(name, value);
      const isWorthIt = kept.size < VALUES_PER_NAME_MAX && (typeof value !== 'string' || value.length <= LENGTH_KEPT_MAX);
      if (isWorthIt) kept.set(value, Uint8Array.from(bytes));
    }
    out.tag(tag);
    out.varint(bytes.length);
    out.bytes(bytes);
  }

  /** The bytes hold until the next call. */
  #keyValue(name: string, value: AttributeValue): Uint8Array {
    const out = this.#part;
    out.clear();
    out.tag(0x0a);
    out.text(name);
    out.tag(0x12);
    const start = out.begin();
    if (typeof value === 'string') {
      out.tag(0x0a);
      out.text(value);
    } else if (typeof value === 'boolean') {
      out.tag(0x10);
      out.varint(value ? 1 : 0);
    } else {
      out.tag(0x18);
      out.varint(value as number);
    }
    out.end(start);
    return out.view();
  }

  /** The field `scope` of ScopeSpans. */
  #scopeOf({ instrumentationScope: { name, version } }: ReadableSpan): Buffer {
    const scope = new ProtobufBuffer();
    scope.tag(0x0a);
    const start = scope.begin();
    scope.tag(0x0a);
    scope.text(name);
    if (version) {
      scope.tag(0x12);
      scope.text(version);
    }
    scope.end(start);
    return scope.view();
  }

  /** The field `resource` of ResourceSpans. */
  #resourceOf({ resource: { attributes } }: ReadableSpan): Buffer {
    const resource = new ProtobufBuffer();
    resource.tag(0x0a);
    const start = resource.begin();
    for (const [name, value] of Object.entries(attributes)) this.#attribute(resource, 0x0a, name, value);
    resource.tag(0x10);
    resource.varint(0);
    resource.end(start);
    return resource.view();
  }
}

function flagsOf(traceFlags: number, isRemote: boolean | undefined): number {
  return (traceFlags & 0xff) | HAS_IS_REMOTE | (isRemote === true ? IS_REMOTE : 0);
}

function isPlain(span: ReadableSpan, first: ReadableSpan): boolean {
  const { resource, instrumentationScope: scope } = span;
  return (
    resource === first.resource &&
    scope === first.instrumentationScope &&
    scope.schemaUrl === undefined &&
    resource.schemaUrl === undefined &&
    span.events.length === 0 &&
    span.status.message === undefined &&
    span.links.every(({ attributes }) => attributes === undefined || Object.keys(attributes).length === 0) &&
    isSimple(span.attributes) &&
    (span !== first || isSimple(resource.attributes))
  );
}

/** Texts, truth values and whole numbers that are not negative. */
function isSimple(attributes: Attributes): boolean {
  for (const name in attributes) {
    const value = attributes[name];
    if (typeof value === 'number' ? !Number.isSafeInteger(value) || value < 0 : typeof value !== 'string' && typeof value !== 'boolean')
      return false;
  }
  return true;
}
