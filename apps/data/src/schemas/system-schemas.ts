import { CLOSED_CLASSES } from '@parlance/acl';
import { emptySchema, SYSTEM_CLASSES, type ClassSchema } from '@parlance/values';

/** Classes of the platform that are stored without a description: it cannot be changed, and is shown to who asks for one by name. */
export function isVirtualClass(className: string): boolean {
  return CLOSED_CLASSES.has(className);
}

/** Classes that every app has, whether they are described by a document yet or not. */
export const BUILT_IN_CLASSES: readonly string[] = [...SYSTEM_CLASSES].filter((name) => !isVirtualClass(name)).sort();

/** A class that is there without a document: with its default columns, open to everybody. Undefined for every other. */
export function builtInSchema(className: string): ClassSchema | undefined {
  return BUILT_IN_CLASSES.includes(className) ? emptySchema(className) : undefined;
}
