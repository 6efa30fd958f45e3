import type { IndexDescription } from '@parlance/mongo';
import { CLASS_INDEXES } from './mongo-indexes.ts';
import { rulesOf } from '../classes/class-policy.ts';

/** The indexes a class has from its first use: those of every class, and those of its own rules. */
export function indexesOf(className: string): readonly IndexDescription[] {
  const own = rulesOf(className)?.indexes;
  return own === undefined ? CLASS_INDEXES : [...CLASS_INDEXES, ...own];
}
