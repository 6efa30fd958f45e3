import { ParseError } from '@parlance/errors';
import { assertBodyLimits } from './body-limits.ts';
import { decodeValue, type DecodeOptions } from './decode-value.ts';
import { describeFieldType, FIELD_TYPES, inferFieldType, sameFieldType, type FieldType } from './field-type.ts';
import { isObject, type UnknownObject } from './json.ts';
import { isClassName, shown } from './names.ts';
import type { FieldOptions } from './schema.ts';

/** A field as the schema API declares it. Without options it may be left out and has no default. */
export interface FieldDefinition {
  readonly type: FieldType;
  readonly options: FieldOptions | undefined;
}

/**
 * `{"type":"Pointer","targetClass":"Team","required":true,"defaultValue":…}` into a field. Other members are ignored, and a null as
 * default value is none.
 *
 * @param field `<Class>.<field>`, for messages
 * @throws IncorrectType (111) an unknown type, a default value of another type, options on a relation; MissingRequiredField (135) a
 *   pointer or relation without target; InvalidClassName (103) an impossible target; InvalidJson (107) a value that is no definition; and
 *   the errors of assertBodyLimits and decodeValue for a default value
 */
export function parseFieldDefinition(field: string, json: unknown, options: DecodeOptions): FieldDefinition {
  if (!isObject(json)) throw invalidDefinition();
  const type = parseFieldType(json);
  const { required, defaultValue } = json;
  if (required !== undefined && typeof required !== 'boolean') throw invalidDefinition();
  const hasDefault = defaultValue !== undefined && defaultValue !== null;
  if (hasDefault) assertDefaultFits(field, type, defaultValue, options);
  if (type.type === 'Relation') assertNoOptions(type, required, defaultValue);
  if (required !== true && !hasDefault) return { type, options: undefined };
  return { type, options: hasDefault ? { required: required === true, defaultValue } : { required: true } };
}

/** A field as the schema API shows it, and as a definition may say it. */
export function describeField(type: FieldType, options: FieldOptions | undefined): Record<string, unknown> {
  return options === undefined ? { ...type } : { ...type, ...storedOptions(options) };
}

/** Options as `_SCHEMA` keeps them: an option that is not set has no member. */
export function storedOptions({ required, defaultValue }: FieldOptions): Record<string, unknown> {
  return { ...(required ? { required } : {}), ...(defaultValue === undefined ? {} : { defaultValue }) };
}

/** The fault of a class name, in the words that clients know. */
export function invalidClassName(name: string): ParseError {
  const rule = 'classnames can only have alphanumeric characters and _, and must start with an alpha character ';
  return new ParseError('InvalidClassName', `Invalid classname: ${shown(name)}, ${rule}`);
}

const PLAIN_TYPES: ReadonlyMap<string, FieldType> = new Map<string, FieldType>(
  Object.entries(FIELD_TYPES).filter(([name]) => name !== 'ACL'),
);

function parseFieldType({ type, targetClass }: UnknownObject): FieldType {
  if (typeof type !== 'string') throw invalidDefinition();
  if (type === 'Pointer' || type === 'Relation') return { type, targetClass: parseTarget(type, targetClass) };
  const plain = PLAIN_TYPES.get(type);
  if (plain === undefined) throw new ParseError('IncorrectType', `invalid field type: ${shown(type)}`);
  return plain;
}

function parseTarget(type: string, targetClass: unknown): string {
  if (targetClass === undefined || targetClass === null || targetClass === '') {
    throw new ParseError('MissingRequiredField', `type ${type} needs a class name`);
  }
  if (typeof targetClass !== 'string') throw invalidDefinition();
  if (!isClassName(targetClass)) throw invalidClassName(targetClass);
  return targetClass;
}

function assertNoOptions(type: FieldType, required: boolean | undefined, defaultValue: unknown): void {
  const option = defaultValue !== undefined && defaultValue !== null ? 'default value' : required === true ? 'required' : undefined;
  if (option === undefined) return;
  throw new ParseError('IncorrectType', `The '${option}' option is not applicable for ${describeFieldType(type)}`);
}

function assertDefaultFits(field: string, type: FieldType, defaultValue: unknown, options: DecodeOptions): void {
  assertBodyLimits({ defaultValue });
  const found = inferFieldType(decodeValue(defaultValue, options));
  if (found !== undefined && sameFieldType(found, type)) return;
  const text = `expected ${describeFieldType(type)} but got ${found === undefined ? 'null' : describeFieldType(found)}`;
  throw new ParseError('IncorrectType', `schema mismatch for ${field} default value; ${text}`);
}

function invalidDefinition(): ParseError {
  return new ParseError('InvalidJson', 'invalid JSON');
}
