import { ParseError } from '@parlance/errors';
import { assertFieldName, decodeValue, shown, type UnknownObject } from '@parlance/values';

/**
 * The value of a parameter as it was sent, once it is known to be one.
 *
 * @param value checked by assertBodyLimits
 * @throws InvalidFieldName (105) for the name; IncorrectType (111) a pointer or relation, or a malformed typed value; CommandUnavailable
 *   (108) an `__op`; InvalidFileName (122)
 */
export function checkedValue(name: string, value: unknown): unknown {
  assertFieldName(name);
  assertNoReference(name, value);
  decodeValue(value);
  return value;
}

/** A parameter is read without rights to any object, so that it points to none. */
function assertNoReference(name: string, value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) return value.forEach((item) => assertNoReference(name, item));
  const type = (value as UnknownObject)['__type'];
  if (type === 'Pointer' || type === 'Relation' || type === 'Object') {
    throw new ParseError('IncorrectType', `The parameter ${shown(name)} cannot hold a ${type === 'Relation' ? 'Relation' : 'Pointer'}.`);
  }
  for (const member of Object.values(value)) assertNoReference(name, member);
}
