import { AUTH_DATA_PREFIX, SECOND_FACTOR_PROVIDER } from '@parlance/platform-classes';
import { bytesFromText } from './bytes.ts';
import { dateFromText } from './date.ts';
import type { FileUrl } from './file.ts';
import { geoPointFromStored } from './geo-point.ts';
import { idAsText } from './json-as-text.ts';
import { isObject } from './json.ts';
import { pointerFromStored } from './pointer.ts';
import { polygonFromStored } from './polygon.ts';
import type { ReadForm } from './read-form.ts';
import { readDate, readInterior } from './read-interior.ts';
import { pointerFieldOf, readPlanOf, type Column } from './read-plan.ts';
import type { ClassSchema } from './schema.ts';

/** A document as the driver delivers it. */
export type ReadableDocument = Readonly<Record<string, unknown>>;

export interface ReadOptions {
  readonly fileUrl?: FileUrl | undefined;
  /** Fields to leave out, such as protected ones. */
  readonly omit?: ReadonlySet<string> | undefined;
  /** The maintenance key asks: internal members are shown under their stored names. */
  readonly internal?: boolean;
  /** The owner reads, or the master key: the data of auth providers is shown as authData, and the token of a session. */
  readonly credentials?: boolean;
  /** Called with each non-null member that the schema does not know: the caller's copy of the schema may be stale. */
  readonly onUnknownMember?: ((member: string) => void) | undefined;
}

export interface ReadResult<V> {
  readonly object: Record<string, V>;
  readonly readers: unknown;
  readonly writers: unknown;
}

/**
 * A stored document, member by member, into an object without ACL. The schema decides how each member is read; members it does not
 * know are read by their own types, unknown ones with an underscore are skipped. A pointer holding null is left out.
 *
 * Source: docs/contract/22-mongodb-storage-format.md sections 2, 3, 9.
 */
export function readDocument<V>(document: ReadableDocument, schema: ClassSchema, form: ReadForm<V>, options: ReadOptions): ReadResult<V> {
  const { columns, relations } = readPlanOf(schema);
  const object: Record<string, V> = {};
  let readers: unknown;
  let writers: unknown;
  for (const member of Object.keys(document)) {
    const stored = document[member];
    const column = columns.get(member);
    if (column === undefined) {
      readUnknown(object, member, stored, form, options);
      continue;
    }
    if (column.kind === 'readers') readers = stored;
    else if (column.kind === 'writers') writers = stored;
    else if (options.omit?.has(column.name) === true) continue;
    else if (column.kind !== 'legacySystemDate' || object[column.name] === undefined) {
      const value = readColumn(column, stored, form, options);
      if (value !== undefined) object[column.name] = value;
    }
  }
  for (const [name, targetClass] of relations) {
    if (options.omit?.has(name) !== true) object[name] = form.relation(targetClass);
  }
  return { object, readers, writers };
}

function readColumn<V>(column: Column, stored: unknown, form: ReadForm<V>, options: ReadOptions): V | undefined {
  switch (column.kind) {
    case 'interior':
      return readInterior(stored, form, options.fileUrl);
    case 'date':
      return stored instanceof Date ? readDate(stored, form) : readInterior(stored, form, options.fileUrl);
    case 'systemDate':
    case 'legacySystemDate':
      return readSystemDate(stored, form, options);
    case 'id':
      return idAsText(stored) as V;
    case 'pointer': {
      const pointer = pointerFromStored(stored);
      return pointer === undefined ? undefined : form.pointer(pointer.className, pointer.objectId);
    }
    case 'plainPointer':
      return stored === null || stored === undefined ? undefined : readInterior(stored, form, options.fileUrl);
    case 'geoPoint': {
      const point = geoPointFromStored(stored);
      return point === undefined ? readInterior(stored, form, options.fileUrl) : form.geoPoint(point.latitude, point.longitude);
    }
    case 'polygon': {
      const polygon = isObject(stored) ? polygonFromStored(stored) : undefined;
      return polygon === undefined ? readInterior(stored, form, options.fileUrl) : form.polygon(polygon.coordinates);
    }
    case 'file':
      return typeof stored === 'string' ? form.file(stored, options.fileUrl) : readInterior(stored, form, options.fileUrl);
    case 'bytes': {
      const bytes = bytesFromText(stored);
      return bytes === undefined ? readInterior(stored, form, options.fileUrl) : form.bytes(bytes.base64);
    }
    case 'token':
      return options.credentials === true ? readInterior(stored, form, options.fileUrl) : undefined;
    case 'internal':
      return options.internal === true ? readInterior(stored, form, options.fileUrl) : undefined;
    case 'readers':
    case 'writers':
    case 'skip':
      return undefined;
  }
}

function readSystemDate<V>(stored: unknown, form: ReadForm<V>, options: ReadOptions): V {
  const date = stored instanceof Date ? stored : dateFromText(stored);
  if (date === undefined) return readInterior(stored, form, options.fileUrl);
  return Number.isNaN(date.getTime()) ? (null as V) : form.systemDate(date);
}

function readUnknown<V>(object: Record<string, V>, member: string, stored: unknown, form: ReadForm<V>, options: ReadOptions): void {
  if (!member.startsWith('_')) {
    if (stored !== null) options.onUnknownMember?.(member);
    if (options.omit?.has(member) !== true) object[member] = readInterior(stored, form, options.fileUrl);
  } else if (pointerFieldOf(member) !== undefined) {
    if (stored !== null) options.onUnknownMember?.(member);
  } else if (options.credentials === true && member.startsWith(AUTH_DATA_PREFIX) && stored !== null) {
    const known = (object['authData'] ?? {}) as Record<string, V>;
    const provider = member.slice(AUTH_DATA_PREFIX.length);
    const visible = provider === SECOND_FACTOR_PROVIDER && options.internal !== true ? { status: secondFactorStatus(stored) } : stored;
    known[provider] = readInterior(visible, form, options.fileUrl);
    object['authData'] = known as V;
  }
}

/** Secrets of a second factor are nobody's to read, its user's and the master key's neither. */
function secondFactorStatus(stored: unknown): 'enabled' | 'disabled' {
  const isSet = (name: string) => isObject(stored) && typeof stored[name] === 'string' && stored[name] !== '';
  return isSet('secret') || isSet('mobile') ? 'enabled' : 'disabled';
}
