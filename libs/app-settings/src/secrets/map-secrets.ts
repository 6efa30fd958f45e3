import type { z } from 'zod';
import { isJsonObject } from './json.ts';
import { holdsSecrets, shapeOf } from './shape-of.ts';

/** Replaces one secret. `path` names its place below the value, such as `['mail', 'smtpUrl']`. */
export type Replace = (secret: unknown, path: readonly string[]) => unknown;

export interface MapOptions {
  /** Values that count as one secret at any level: those that an earlier run put in place of one. */
  readonly isSecret?: (value: unknown) => boolean;
}

/**
 * A copy of a value with every secret in it replaced. Null and undefined are no secrets.
 *
 * A value that does not fit its schema may hold a secret in the wrong place: whatever stands where the schema has secrets somewhere below
 * counts as one, and so does a member that the schema does not know.
 */
export function mapSecrets(schema: z.core.$ZodType, value: unknown, replace: Replace, { isSecret }: MapOptions = {}): unknown {
  return map(schema, value, []);

  function map(schema: z.core.$ZodType, value: unknown, path: readonly string[]): unknown {
    if (value === null || value === undefined || !holdsSecrets(schema)) return value;
    if (isSecret?.(value) === true) return replace(value, path);
    const shape = shapeOf(schema);
    if (shape.kind === 'object' && isJsonObject(value)) {
      return mapMembers(value, (name, member) => {
        const known = Object.hasOwn(shape.members, name) ? shape.members[name] : undefined;
        return known === undefined ? replace(member, [...path, name]) : map(known, member, [...path, name]);
      });
    }
    if (shape.kind === 'record' && isJsonObject(value))
      return mapMembers(value, (name, member) => map(shape.value, member, [...path, name]));
    if (shape.kind === 'array' && Array.isArray(value))
      return value.map((element: unknown, index) => map(shape.element, element, [...path, String(index)]));
    return replace(value, path);
  }
}

function mapMembers(object: Readonly<Record<string, unknown>>, map: (name: string, member: unknown) => unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).map(([name, member]) => [name, map(name, member)]));
}
