import { ParseError } from '@parlance/errors';
import { decodeValue, type ClassSchema, type FieldChange, type FieldOptions, type ObjectWrite } from '@parlance/values';

/** A write with the additions of its class. */
export interface CompletedWrite extends ObjectWrite {
  /** Default values that took the place of fields not sent, as typed JSON: answers show them. */
  readonly defaults: Readonly<Record<string, unknown>>;
}

const NO_DEFAULTS = Object.freeze({});

/**
 * Gives a new object the default values its class has, and insists on the required ones. An update takes no defaults: a field that it
 * unsets stays unset.
 *
 * @param known undefined for a class that does not exist yet, which has no options
 * @throws ValidationFailed (142) a required field that would be without value: absent, null, or an empty string
 */
export function completeWrite(write: ObjectWrite, known: ClassSchema | undefined, mode: 'create' | 'update'): CompletedWrite {
  if (known === undefined || known.options.size === 0) return { ...write, defaults: NO_DEFAULTS };
  const changes = new Map(write.changes);
  const defaults: Record<string, unknown> = {};
  for (const [field, options] of known.options) {
    const change = changes.get(field);
    if (change === undefined && mode === 'update') continue;
    if (mode === 'create' && takesDefault(change, options)) {
      changes.set(field, { kind: 'set', value: decodeValue(options.defaultValue) });
      defaults[field] = options.defaultValue;
    } else if (options.required && leavesEmpty(change)) {
      throw new ParseError('ValidationFailed', `${field} is required`);
    }
  }
  return { ...write, changes, defaults };
}

function takesDefault(change: FieldChange | undefined, { defaultValue }: FieldOptions): boolean {
  return defaultValue !== undefined && (change === undefined || change.kind === 'unset');
}

function leavesEmpty(change: FieldChange | undefined): boolean {
  if (change === undefined || change.kind === 'unset') return true;
  return change.kind === 'set' && (change.value === null || change.value === '');
}
