import { ParseError } from '@parlance/errors';
import { dateFromText, decodeValue, isObject, toStoredField, toStoredInterior, type FieldType, type ParseValue } from '@parlance/values';
import { storedOperand, UNEQUALLED } from '../compile/column.ts';

/** True for Parse's typed JSON, and for dates as extended JSON writes them. */
export function isTyped(json: unknown): boolean {
  return isObject(json) && (typeof json['__type'] === 'string' || isExtendedDate(json));
}

function isExtendedDate(json: Readonly<Record<string, unknown>>): boolean {
  return Object.hasOwn(json, '$date') && Object.keys(json).length === 1;
}

/**
 * A value out of a pipeline as documents hold it: typed JSON becomes the stored form of a field of that type.
 *
 * @param type of the field it is compared with; undefined where nothing is known of that
 * @throws InvalidQuery (102) malformed typed value
 */
export function storedValue(json: unknown, type: FieldType | undefined): unknown {
  if (typeof json === 'string') return storedText(json, type);
  if (typeof json !== 'object' || json === null) return json;
  if (isObject(json) && isExtendedDate(json)) return extendedDate(json['$date']);
  if (!isTyped(json)) return plainValue(json);
  const value = decoded(json);
  if (type === undefined) return toStoredField(value);
  const stored = storedOperand(value, type.type);
  return stored === UNEQUALLED ? toStoredInterior(value) : stored;
}

/** Dates may be written as strings where dates are stored, and pointers as ids where pointers are. */
function storedText(text: string, type: FieldType | undefined): unknown {
  if (type?.type === 'Date') return dateFromText(text) ?? text;
  if (type?.type === 'Pointer' && !text.includes('$')) return `${type.targetClass}$${text}`;
  return text;
}

function plainValue(json: object): unknown {
  if (Array.isArray(json)) return json.map((item) => storedValue(item, undefined));
  const members: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(json)) {
    if (key.startsWith('$')) throw new ParseError('InvalidQuery', `A value cannot hold the key ${key.slice(0, 64)}.`);
    members[key] = storedValue(value, undefined);
  }
  return members;
}

function decoded(json: object): ParseValue {
  try {
    return decodeValue(json);
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    throw new ParseError('InvalidQuery', error.message, { cause: error });
  }
}

function extendedDate(json: unknown): Date {
  const date = typeof json === 'number' ? new Date(json) : dateFromText(json);
  if (date === undefined || Number.isNaN(date.getTime())) throw new ParseError('InvalidQuery', 'This is not a valid Date');
  return date;
}
