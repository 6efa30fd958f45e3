import { authorize, type AuthorizedAccess, type Identity } from '@parlance/acl';
import type { data } from '@parlance/contracts';
import { assertObjectId } from '@parlance/values';
import type { App } from '../apps/app.ts';
import { classForWriting } from '../classes/class-for.ts';
import { objectNotFound } from '../classes/object-not-found.ts';
import type { ObjectTarget } from '../objects/object.store.ts';

/** Makes a deletion ready to be carried out. */
export async function readyRemove(
  app: App,
  identity: Identity,
  { className, objectId }: data.RemoveRequest,
): Promise<AuthorizedAccess<ObjectTarget>> {
  const schema = await classForWriting(app, className, { identity, operation: 'delete', objectId, trusted: false });
  assertObjectId(objectId);
  if (schema === undefined) throw objectNotFound();
  return authorize(identity, schema, 'delete', { schema, objectId });
}
