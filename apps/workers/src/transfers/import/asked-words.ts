import type { workers } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { shown } from '@parlance/values';
import { COLUMN_TYPES, type ColumnType } from './column-types.ts';
import type { ImportAsked } from './import-place.ts';

const FORMATS = ['json', 'csv', 'zip'] as const;
const BY_TYPE: ReadonlyMap<string, ImportAsked['format']> = new Map([
  ['text/csv', 'csv'],
  ['application/csv', 'csv'],
  ['application/zip', 'zip'],
  ['application/x-zip-compressed', 'zip'],
]);

/**
 * The format of a file: the one that is named, else that of its content type, else JSON for a class and a zip for a whole app.
 * @throws InvalidJson (107) for a format that is none, or does not go with the rest
 */
export function chosenFormat({ className, contentType = '', format }: workers.PrepareImportRequest): ImportAsked['format'] {
  const byType = BY_TYPE.get(contentType.split(';', 1)[0]?.trim().toLowerCase() ?? '');
  const chosen = format === undefined ? (byType ?? (className === undefined ? 'zip' : 'json')) : FORMATS.find((name) => name === format);
  if (chosen === undefined) throw new ParseError('InvalidJson', `format is json, csv or zip, and ${shown(format)} is none of them.`);
  if ((chosen === 'zip') !== (className === undefined)) {
    throw new ParseError('InvalidJson', 'The zip of a whole app goes to /imports, and a file of JSON or CSV to /imports/<class>.');
  }
  return chosen;
}

/** Chosen types of columns: JSON of an object, as `{"score":"Number"}`. @throws InvalidJson (107) */
export function chosenTypes(types: unknown): Record<string, ColumnType> {
  if (types === undefined) return {};
  const entries = Object.entries(objectIn(types));
  return Object.fromEntries(
    entries.map(([name, type]) => {
      const known = COLUMN_TYPES.find((one) => one === type);
      if (known === undefined)
        throw new ParseError('InvalidJson', `The type of a column is String, Boolean or Number, and ${shown(type)} is none.`);
      return [name, known];
    }),
  );
}

/** @throws InvalidJson (107) */
export function isYes(word: unknown, name: string): boolean {
  if (word === undefined || word === false || word === 'false' || word === '0') return false;
  if (word === true || word === 'true' || word === '1') return true;
  throw new ParseError('InvalidJson', `${name} is true or false.`);
}

function objectIn(types: unknown): object {
  let value = types;
  if (typeof types === 'string') {
    try {
      value = JSON.parse(types) as unknown;
    } catch {
      // Told below.
    }
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new ParseError('InvalidJson', 'types is JSON of an object.');
}
