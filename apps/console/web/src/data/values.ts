import type { Field, FieldType } from '../api/data-operations.ts';
import { localTime } from '../parts/local-time.ts';
import { t } from '../texts/index.ts';

/** Fields that the server sets; nobody edits them. */
export const FIXED_FIELDS: readonly string[] = ['objectId', 'createdAt', 'updatedAt'];

/** A value of REST that names its own type, such as a pointer. */
export type Typed = Readonly<Record<string, unknown>> & { readonly __type: string };
export const isTyped = (value: unknown, type: string): value is Typed =>
  typeof value === 'object' && value !== null && (value as { __type?: unknown }).__type === type;

/** The time of a date in either form of REST: `createdAt` is a bare text, other dates are typed. */
export function isoOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return isTyped(value, 'Date') && typeof value.iso === 'string' ? value.iso : undefined;
}

/**
 * A value as a cell shows it.
 *
 * - `kind`: 'empty' for a field that is not set, 'null' for one that is null; the two differ
 * - `hint`: more, for a tool tip
 */
export interface Shown {
  readonly kind: 'empty' | 'null' | 'value';
  readonly text: string;
  readonly hint?: string;
}

const TEXT_LENGTH_MAX = 200;
const shortened = (text: string): string => (text.length > TEXT_LENGTH_MAX ? `${text.slice(0, TEXT_LENGTH_MAX)}…` : text);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const json = (value: unknown): string => JSON.stringify(value) ?? '';

/** The name that a file had when it came; the server puts random characters before it. */
const ownName = (name: string): string => name.replace(/^[0-9a-f]{32}_(?=.)/, '');

function dateText(value: unknown): Omit<Shown, 'kind'> {
  const iso = isoOf(value);
  return iso === undefined ? { text: json(value) } : { text: localTime(iso), hint: t.data.cell.utc(iso) };
}

function textOf(value: unknown, { type }: Field): Omit<Shown, 'kind'> {
  const of = (value ?? {}) as Record<string, unknown>;
  switch (type) {
    case 'String':
      return { text: typeof value === 'string' ? value : json(value) };
    case 'Date':
      return dateText(value);
    case 'Pointer':
      return { text: typeof of.objectId === 'string' ? of.objectId : json(value), hint: String(of.className) };
    case 'File':
      return typeof of.name === 'string' ? { text: ownName(of.name), hint: of.name } : { text: json(value) };
    case 'GeoPoint':
      return { text: `${String(of.latitude)}, ${String(of.longitude)}` };
    case 'Relation':
      return { text: t.data.cell.showMembers, hint: String(of.className) };
    case 'Bytes':
      return { text: typeof of.base64 === 'string' ? of.base64 : json(value) };
    case 'Number':
    case 'Boolean':
    case 'Object':
    case 'Array':
    case 'Polygon':
    case 'ACL':
      return { text: json(value) };
  }
}

/** @param value as REST has it; undefined for a field that is not set */
export function show(value: unknown, field: Field): Shown {
  if (value === undefined && field.type !== 'Relation') return { kind: 'empty', text: t.data.empty };
  if (value === null) return { kind: 'null', text: t.data.nullValue };
  const { text, hint } = textOf(value, field);
  return { kind: 'value', text: shortened(text), ...(hint === undefined ? {} : { hint }) };
}

/** The outcome of a text that somebody typed. */
export type Parsed = { readonly value: unknown } | { readonly fault: string };

function number(text: string, fault: string, [min, max]: readonly [number, number] = [-Infinity, Infinity]): Parsed {
  const value = Number(text.trim());
  return text.trim() !== '' && Number.isFinite(value) && value >= min && value <= max ? { value } : { fault };
}

function jsonOf(text: string, isRight: (value: unknown) => boolean, fault: string): Parsed {
  try {
    const value: unknown = JSON.parse(text);
    return isRight(value) ? { value } : { fault };
  } catch (error) {
    return { fault: t.data.invalid.json((error as Error).message) };
  }
}

/** A time that was typed in the viewer's zone, as `datetime-local` has it. */
function date(text: string): Parsed {
  const at = new Date(text);
  return text === '' || Number.isNaN(at.getTime()) ? { fault: t.data.invalid.date } : { value: { __type: 'Date', iso: at.toISOString() } };
}

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The texts of an editor; kinds with one text use `text` alone. */
export interface Draft {
  readonly text: string;
  /** Longitude of a GeoPoint; address of a file that is stored elsewhere. */
  readonly second?: string;
}

/** The value of REST that a draft stands for, or the fault in it. */
export function parseDraft({ text, second = '' }: Draft, { type, targetClass = '' }: Field): Parsed {
  const { invalid } = t.data;
  switch (type) {
    case 'String':
      return { value: text };
    case 'Number':
      return number(text, invalid.number);
    case 'Boolean':
      return { value: text === 'true' };
    case 'Date':
      return date(text);
    case 'Pointer':
      return text.trim() === ''
        ? { fault: invalid.objectId }
        : { value: { __type: 'Pointer', className: targetClass, objectId: text.trim() } };
    case 'File':
      if (text.trim() === '') return { fault: invalid.file };
      return { value: { __type: 'File', name: text.trim(), ...(second === '' ? {} : { url: second }) } };
    case 'GeoPoint': {
      const latitude = number(text, invalid.latitude, [-90, 90]);
      const longitude = number(second, invalid.longitude, [-180, 180]);
      if ('fault' in latitude) return latitude;
      if ('fault' in longitude) return longitude;
      return { value: { __type: 'GeoPoint', latitude: latitude.value, longitude: longitude.value } };
    }
    case 'Bytes':
      return { value: { __type: 'Bytes', base64: text.trim() } };
    case 'Array':
      return jsonOf(text, Array.isArray, invalid.array);
    case 'Object':
    case 'ACL':
    case 'Polygon':
    case 'Relation':
      return jsonOf(text, isObject, invalid.object);
  }
}

const two = (value: number): string => String(value).padStart(2, '0');

/** A time as `datetime-local` takes it, in the viewer's zone, to the millisecond. */
export function localInput(iso: string): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return '';
  const day = `${String(at.getFullYear()).padStart(4, '0')}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day}T${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}.${String(at.getMilliseconds()).padStart(3, '0')}`;
}

const EMPTY_DRAFTS: Partial<Record<FieldType, string>> = { Boolean: 'true', Array: '[]', Object: '{}', ACL: '{}' };

/** The draft that an editor begins with. */
export function draftOf(value: unknown, { type }: Field): Draft {
  const of = (value ?? {}) as Record<string, unknown>;
  if (value === undefined || value === null) return { text: EMPTY_DRAFTS[type] ?? '' };
  switch (type) {
    case 'String':
      return { text: typeof value === 'string' ? value : json(value) };
    case 'Date':
      return { text: localInput(isoOf(value) ?? '') };
    case 'Pointer':
      return { text: text(of.objectId) };
    case 'File':
      return { text: text(of.name) };
    case 'GeoPoint':
      return { text: String(of.latitude), second: String(of.longitude) };
    case 'Bytes':
      return { text: text(of.base64) };
    case 'Number':
    case 'Boolean':
      return { text: json(value) };
    case 'Array':
    case 'Object':
    case 'ACL':
    case 'Polygon':
    case 'Relation':
      return { text: JSON.stringify(value, null, 2) };
  }
}
