import type { FieldType } from '../api/data-operations.ts';
import type { Operator } from './filters.ts';
import { localInput } from './values.ts';

/** The JSON that a text is, or the text itself: elements of arrays are of any type. */
function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

const elements = (text: string): unknown[] => {
  const value = jsonOrText(text);
  if (Array.isArray(value)) return value;
  return text.split(',').map((part) => jsonOrText(part.trim()));
};

/** The value of a filter as it was typed; undefined while the text is no such value. */
export function valueOfText(text: string, op: Operator, type: FieldType): unknown {
  if (text.trim() === '') return undefined;
  if (op === 'includesAll') return elements(text);
  switch (type) {
    case 'Number':
      return Number.isFinite(Number(text)) ? Number(text) : undefined;
    case 'Boolean':
      return text === 'true';
    case 'Date': {
      const at = new Date(text);
      return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
    }
    case 'Array':
      return jsonOrText(text);
    default:
      return text;
  }
}

/** The text that an input shows for the value of a filter. */
export function textOfValue(value: unknown, type: FieldType): string {
  if (value === undefined) return '';
  if (type === 'Date') return typeof value === 'string' ? localInput(value) : '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
