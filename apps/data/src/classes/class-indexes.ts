import type { IndexDescription } from '@parlance/mongo';
import type { ClassSchema } from '@parlance/values';
import { indexesOfClass } from '../objects/mongo-indexes.ts';
import { rulesOf } from './class-policy.ts';

/** The indexes a class has from its first use: those of every class, of its places, and of its own rules. */
export function indexesOf(schema: ClassSchema): readonly IndexDescription[] {
  const own = rulesOf(schema.className)?.indexes;
  return own === undefined ? indexesOfClass(schema) : [...indexesOfClass(schema), ...own];
}
