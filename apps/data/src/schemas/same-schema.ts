import { sameFieldType, type ClassSchema } from '@parlance/values';

/** Tells whether two readings of a class show no change. Orders of fields are those of the document, and so the same without one. */
export function sameSchema(one: ClassSchema, other: ClassSchema): boolean {
  if (one.className !== other.className || one.fields.size !== other.fields.size) return false;
  for (const [name, type] of one.fields) {
    const found = other.fields.get(name);
    if (found === undefined || !sameFieldType(type, found)) return false;
  }
  return restOf(one) === restOf(other);
}

function restOf({ options, classPermissions, removing }: ClassSchema): string {
  return JSON.stringify([[...options], classPermissions ?? null, [...(removing ?? [])]]);
}
