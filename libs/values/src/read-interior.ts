import { base64OfStored } from './bytes.ts';
import type { FileUrl } from './file.ts';
import type { ReadForm } from './read-form.ts';

/**
 * A value inside a document that no column type explains: read by its own type. Whatever a driver can deliver has a result, since one
 * odd value must not hide an object.
 *
 * Classes of the driver are known by their `_bsontype`. Numbers of any width become numbers, ObjectIds strings, BSON's exotic types
 * strings or null. Parts that need no change are shared with the document, not copied.
 */
export function readInterior<V>(value: unknown, form: ReadForm<V>, fileUrl: FileUrl | undefined): V {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
      return value as V;
    case 'object':
      return value === null ? (null as V) : readObject(value, form, fileUrl);
    case 'bigint':
      return Number(value) as V;
    default:
      return null as V;
  }
}

function readObject<V>(value: object, form: ReadForm<V>, fileUrl: FileUrl | undefined): V {
  if (Array.isArray(value)) return readList(value, form, fileUrl) as V;
  if (value instanceof Date) return readDate(value, form);
  const object = value as Readonly<Record<string, unknown>>;
  if (object['_bsontype'] !== undefined && !Object.hasOwn(object, '_bsontype')) return readBson(object as BsonValue, form);
  if (object['sub_type'] !== undefined || value instanceof Uint8Array) {
    const base64 = base64OfStored(value);
    if (base64 !== undefined) return form.bytes(base64);
  }
  if (object['__type'] !== undefined) {
    const typed = form.typed(object, fileUrl);
    if (typed !== undefined) return typed;
  }
  if (value instanceof RegExp) return String(value) as V;
  return readDictionary(object, form, fileUrl) as V;
}

/** BSON dates reach beyond JavaScript's; those are shown as null. */
export function readDate<V>(value: Date, form: ReadForm<V>): V {
  return Number.isNaN(value.getTime()) ? (null as V) : form.date(value);
}

function readList<V>(value: readonly unknown[], form: ReadForm<V>, fileUrl: FileUrl | undefined): readonly unknown[] {
  let read: unknown[] | undefined;
  for (let at = 0; at < value.length; at++) {
    const member = readInterior(value[at], form, fileUrl);
    if (member !== value[at]) (read ??= value.slice())[at] = member;
  }
  return read ?? value;
}

function readDictionary<V>(value: Readonly<Record<string, unknown>>, form: ReadForm<V>, fileUrl: FileUrl | undefined): unknown {
  let read: Record<string, unknown> | undefined;
  for (const key of Object.keys(value)) {
    const member = readInterior(value[key], form, fileUrl);
    if (member !== value[key]) (read ??= { ...value })[key] = member;
  }
  return read ?? value;
}

/** A value of one of the driver's own classes, each of which has a toString that gives its string. */
function readBson<V>(value: BsonValue, form: ReadForm<V>): V {
  switch (value['_bsontype']) {
    case 'Long':
    case 'Int32':
    case 'Double':
    case 'Decimal128':
      return Number(value.toString()) as V;
    case 'Binary': {
      const base64 = base64OfStored(value);
      return base64 === undefined ? (null as V) : form.bytes(base64);
    }
    case 'MinKey':
    case 'MaxKey':
    case 'DBRef':
      return null as V;
    case 'Code':
      return textOf(value['code']) as V;
    case 'BSONSymbol':
      return textOf(value['value']) as V;
    case 'BSONRegExp':
      return `/${textOf(value['pattern'])}/${textOf(value['options'])}` as V;
    default:
      return value.toString() as V; // ObjectId, UUID, Timestamp
  }
}

interface BsonValue {
  readonly [member: string]: unknown;
  toString(): string;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
