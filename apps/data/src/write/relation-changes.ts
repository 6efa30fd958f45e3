import type { ObjectWrite } from '@parlance/values';
import type { FieldRelationChange } from '../objects/object.store.ts';

const NONE: readonly FieldRelationChange[] = [];

/** The relation members a save adds and removes. A save that only names the relation changes none. */
export function relationChanges(write: ObjectWrite): readonly FieldRelationChange[] {
  let changes: FieldRelationChange[] | undefined;
  for (const [field, change] of write.changes) {
    if (change.kind !== 'relate' || change.add.length + change.remove.length === 0) continue;
    (changes ??= []).push({ field, add: change.add, remove: change.remove });
  }
  return changes ?? NONE;
}
