import { authorize, type AuthorizedAccess } from '@parlance/acl';
import { eq, isIn, NOTHING, type Condition, type RelatedTo } from '@parlance/query';
import { classForReading } from '../classes/class-for.ts';
import { askable } from '../find/assert-query.ts';
import { collectIds } from './collect-ids.ts';
import type { ReferenceQuery } from './reference.store.ts';
import { readingOf, type Answering } from './resolving.ts';

/**
 * `$relatedTo`: the members of an object's relation, as far as they are of the class that is asked. An owner that does not exist and
 * one that the caller may not read have none, so that nobody can tell which it is.
 *
 * @throws as classForReading, classAccess of a get and askable for the owner's class
 */
export async function answerRelatedTo({ owner, key }: RelatedTo, answering: Answering): Promise<Condition> {
  const { app, identity } = answering;
  const schema = await classForReading(app, owner.className, identity);
  if (schema === undefined) return NOTHING;
  const isOwner = eq('objectId', owner.objectId);
  const permitted = authorize(identity, schema, 'get', { schema, condition: isOwner, order: [], limit: 1, skip: 0 });
  askable({ condition: isOwner, order: [], shown: key }, schema, identity, app.settings);
  const relation = schema.fields.get(key);
  if (relation?.type !== 'Relation' || relation.targetClass !== answering.schema.className) return NOTHING;

  if (!(await isFound(permitted, answering))) return NOTHING;
  const from = { className: owner.className, field: key };
  const members = await collectIds(answering.budget, (take) => app.references.eachMember(from, owner.objectId, readingOf(answering), take));
  return isIn('objectId', members);
}

/** Asked before any member is read: how many a hidden owner has must not show in an error, nor in the time it takes. */
async function isFound(query: AuthorizedAccess<ReferenceQuery>, answering: Answering): Promise<boolean> {
  let found = false;
  await answering.app.references.eachId(query, readingOf(answering), (ids) => {
    found = ids.length > 0;
  });
  return found;
}
