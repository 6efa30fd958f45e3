import { authorize } from '@parlance/acl';
import { assertObjectId } from '@parlance/values';
import { objectNotFound } from '../classes/object-not-found.ts';
import type { PreparedRemove } from './prepared-write.ts';
import { triggerBeforeDelete } from './triggered-remove.ts';
import { classForWriting } from './writing-class.ts';
import type { Writing } from './writing.ts';

export interface AskedRemove {
  readonly className: string;
  readonly objectId: string;
  /** A service of ours that may write the class has asked. */
  readonly trusted?: boolean;
}

/**
 * Prepares a deletion. Files and objects that the object referred to stay, and so do the members of its relations: readers look for
 * objects that exist.
 */
export async function prepareRemove(writing: Writing, { className, objectId, trusted = false }: AskedRemove): Promise<PreparedRemove> {
  const target = await classForWriting(writing, className, 'delete', objectId, trusted);
  assertObjectId(objectId);
  const { known } = target;
  if (known === undefined) throw objectNotFound();
  const { triggers } = target;
  const triggered = triggers === undefined ? undefined : await triggerBeforeDelete(writing, known, triggers, objectId);
  const object = authorize(writing.identity, known, 'delete', { schema: known, objectId });
  return { kind: 'remove', target, schema: known, object, triggered };
}
