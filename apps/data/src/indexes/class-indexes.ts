import type { IndexDescription } from '@parlance/mongo';
import { platformClass } from '@parlance/platform-classes';
import { CLASS_INDEXES } from './mongo-indexes.ts';

/** The indexes a class has from its first use: those of every class, and those that the platform declares for it. */
export function indexesOf(className: string): readonly IndexDescription[] {
  const declared = platformClass(className)?.indexes;
  return declared === undefined ? CLASS_INDEXES : [...CLASS_INDEXES, ...declared];
}
