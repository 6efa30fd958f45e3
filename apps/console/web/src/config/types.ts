import type { FieldType } from '../api/data-operations.ts';
import { draftOf, parseDraft, show, type Draft, type Parsed } from '../data/values.ts';

/** The types that a parameter is given here. */
export const TYPES = ['String', 'Number', 'Boolean', 'Date', 'File', 'GeoPoint', 'Array', 'Object'] as const satisfies readonly FieldType[];

const PLAIN: Readonly<Record<string, FieldType>> = { string: 'String', number: 'Number', boolean: 'Boolean' };
const NAMED: readonly FieldType[] = ['Date', 'File', 'GeoPoint', 'Bytes', 'Polygon'];

/** The type by which a value is edited; null has none of its own, and is edited as a text. */
export function typeOf(value: unknown): FieldType {
  if (value === null || value === undefined) return 'String';
  if (Array.isArray(value)) return 'Array';
  if (typeof value !== 'object') return PLAIN[typeof value] ?? 'Object';
  const { __type: named } = value as { readonly __type?: unknown };
  return NAMED.find((type) => type === named) ?? 'Object';
}

/** A value that is being edited, of a type that may change. */
export interface TypedDraft {
  readonly type: FieldType;
  readonly draft: Draft;
  /** The value as it was, as long as nobody has changed it: an input tells less than a value, of null for example nothing. */
  readonly untouched?: { readonly value: unknown };
}

export function typedDraft(value: unknown, type: FieldType = typeOf(value)): TypedDraft {
  const draft = { type, draft: draftOf(value, { type }) };
  return value === undefined || type === 'File' ? draft : { ...draft, untouched: { value } };
}

/** The value that a draft stands for, or the fault in it. */
export const parseTyped = ({ type, draft, untouched }: TypedDraft): Parsed => untouched ?? parseDraft(draft, { type });

/** A value in one line. */
export const shownValue = (value: unknown): string => show(value, { type: typeOf(value) }).text;

/** JSON of a value as it is stored: the address of a file is made anew for every answer. */
export const storedJson = (value: unknown): string =>
  JSON.stringify(value, (key, member: unknown) => (key === 'url' ? undefined : member)) ?? '';
