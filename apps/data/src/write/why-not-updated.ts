import { authorize, type Identity } from '@parlance/acl';
import type { ParseError } from '@parlance/errors';
import type { ObjectWrite } from '@parlance/values';
import type { App } from '../apps/app.ts';
import { rulesOf } from '../classes/class-policy.ts';
import { objectNotFound } from '../classes/object-not-found.ts';
import type { ObjectChange } from '../objects/object.store.ts';

/** Why an update has found no object: it is not there, or not the caller's, or not what its class insists on. */
export async function whyNotUpdated(
  app: App,
  identity: Identity,
  className: string,
  { schema, objectId }: ObjectChange,
  write: ObjectWrite,
  deadline: number,
): Promise<ParseError> {
  const required = rulesOf(className)?.condition?.(write);
  if (required === undefined) return objectNotFound();
  const isThere = await app.objects.exists(authorize(identity, schema, 'update', { schema, objectId }), deadline);
  return isThere ? required.unmet() : objectNotFound();
}
