import { protectedFieldsOf, type Identity } from '@parlance/acl';
import type { ClassSchema } from '@parlance/values';
import type { App } from '../apps/app.ts';

/** What an answer to a save shows: what the write has made of the object, without fields that are hidden where the app wants that. */
export function shownResult<R extends object>({ settings }: App, identity: Identity, schema: ClassSchema, objectId: string, result: R): R {
  if (settings.protectedFieldsSaveResponseExempt) return result;
  const hidden = protectedFieldsOf(identity, schema, { _id: objectId }, settings);
  if (hidden.size === 0) return result;
  return Object.fromEntries(Object.entries(result).filter(([name]) => !hidden.has(name))) as R; // objectId and times are never hidden
}
