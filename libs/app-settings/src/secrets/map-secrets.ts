import type { z } from 'zod';
import { isJsonObject } from './json.ts';
import { holdsSecrets, shapeOf } from './shape-of.ts';

/** Replaces one secret. `path` names its place below the value, such as `['mail', 'smtpUrl']`. */
export type Replace = (secret: unknown, path: readonly string[]) => unknown;

/**
 * A copy of a value with every secret in it replaced. Null and undefined are no secrets.
 *
 * A value that does not fit its schema may hold a secret in the wrong place: whatever stands where the schema has secrets somewhere below
 * counts as one, and so does a member that the schema does not know.
 */
export function mapSecrets(schema: z.core.$ZodType, value: unknown, replace: Replace, path: readonly string[] = []): unknown {
  if (value === null || value === undefined || !holdsSecrets(schema)) return value;
  const shape = shapeOf(schema);
  if (shape.kind === 'object' && isJsonObject(value)) {
    return mapMembers(value, (name, member) => {
      const known = Object.hasOwn(shape.members, name) ? shape.members[name] : undefined;
      return known === undefined ? replace(member, [...path, name]) : mapSecrets(known, member, replace, [...path, name]);
    });
  }
  if (shape.kind === 'record' && isJsonObject(value))
    return mapMembers(value, (name, member) => mapSecrets(shape.value, member, replace, [...path, name]));
  if (shape.kind === 'array' && Array.isArray(value))
    return value.map((element: unknown, index) => mapSecrets(shape.element, element, replace, [...path, String(index)]));
  return replace(value, path);
}

function mapMembers(object: Readonly<Record<string, unknown>>, map: (name: string, member: unknown) => unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).map(([name, member]) => [name, map(name, member)]));
}
