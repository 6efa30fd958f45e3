import type { AuthorizedAccess } from '@parlance/acl';
import { and, isIn, type Condition } from '@parlance/query';
import type { ClassSchema } from '@parlance/values';
import { afterWrites, tellsNobody } from './pipeline.ts';
import type { StoredWrite } from './prepared-write.ts';
import type { Writing } from './writing.ts';
import type { WritingClass } from './writing-class.ts';

/** Objects that are removed in one step, where something follows from the removal of each. */
const STEP_MAX = 1_000;

/** Whose objects a removal reaches. */
export interface Reach {
  readonly schema: ClassSchema;
  readonly seal: <Q extends object>(query: Q) => AuthorizedAccess<Q>;
}

/**
 * Removes all objects that meet a condition, for the platform: no triggers run. Where something follows from the removal of an object
 * (`staleAfter`, slots), they are looked up first, as the database does not tell which it has removed; else it is one command.
 *
 * @returns how many were removed
 */
export async function removeMatching(
  writing: Writing,
  target: WritingClass,
  condition: Condition,
  { schema, seal }: Reach,
): Promise<number> {
  const { app, deadline } = writing;
  if (target.rules?.staleAfter === undefined && tellsNobody(app.slots)) {
    return app.writes.removeMatching(seal({ schema, condition }), deadline);
  }
  const page = { order: [], limit: STEP_MAX, skip: 0, keys: ['objectId'], excludeKeys: undefined };
  for (let removed = 0; ;) {
    const found = await app.reads.find(seal({ schema, condition, ...page }), Math.max(deadline - Date.now(), 1));
    if (found.length === 0) return removed;
    const objectIds = found.map(({ _id }) => _id as string);
    removed += await app.writes.removeMatching(seal({ schema, condition: and(isIn('objectId', objectIds), condition) }), deadline);
    await afterWrites(writing, objectIds.map(removal(target, schema)));
    if (found.length < STEP_MAX) return removed;
  }
}

function removal(target: WritingClass, schema: ClassSchema): (objectId: string) => StoredWrite {
  return (objectId) => ({ kind: 'remove', target, schema, objectId, write: undefined, document: {}, triggered: undefined });
}
