import { PLATFORM_CLASSES, platformClass } from '@parlance/platform-classes';
import { emptySchema, type ClassSchema } from '@parlance/values';

/** Classes of the platform that are stored without a description, which nobody changes and which is shown to those who ask by name. */
export function isVirtualClass(className: string): boolean {
  return platformClass(className)?.described === false;
}

/** Classes that every app has, whether they are described by a document yet or not. */
export const BUILT_IN_CLASSES: readonly string[] = PLATFORM_CLASSES.filter(({ described }) => described)
  .map(({ name }) => name)
  .sort();

/** A class that is there without a document: with its default columns, open to everybody. Undefined for every other. */
export function builtInSchema(className: string): ClassSchema | undefined {
  return BUILT_IN_CLASSES.includes(className) ? emptySchema(className) : undefined;
}
