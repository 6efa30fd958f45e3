import type { ReplyOf } from '../../api/operations.ts';
import type { Edit } from '../use-edits.ts';
import { FIXED_FIELDS } from '../values.ts';

type Entry = ReplyOf<'audit/query'>['entries'][number];

/** One field of an object before and after a change; undefined where it was not set. */
export interface FieldChange {
  readonly field: string;
  readonly before: unknown;
  readonly after: unknown;
  /** False where the audit holds a part of the value, or hides it: it cannot be written back. */
  readonly isWhole: boolean;
}

const OBJECT = 'object.';

/** The fields that a change has changed. */
export const fieldChangesOf = ({ changes }: Pick<Entry, 'changes'>): readonly FieldChange[] =>
  changes.flatMap(({ name, before, after, isWhole }) =>
    name.startsWith(OBJECT) ? [{ field: name.slice(OBJECT.length), before, after, isWhole: isWhole === true }] : [],
  );

/** The edit that puts back the values before a change; undefined where none of them can be. */
export function restoringEdit(objectId: string, changes: readonly FieldChange[]): Edit | undefined {
  const restorable = changes.filter(({ field, isWhole }) => isWhole && !FIXED_FIELDS.includes(field));
  return restorable.length === 0
    ? undefined
    : { objectId, values: Object.fromEntries(restorable.map(({ field, before }) => [field, before])) };
}
