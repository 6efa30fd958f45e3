import { grants, protectedFieldsOf, readsEverything, type UserIdentity } from '@parlance/acl';
import type { SettingsOf } from '@parlance/app-settings';
import type { RequestContext } from '@parlance/contracts';
import { USER } from '@parlance/platform-classes';
import type { PlatformObjects } from '@parlance/platform-objects';
import type { UserRecord } from '../records/user-record.ts';

/**
 * A user as shown to the user at a log-in or by `GET /users/me`: all members, or without those that the class and the app hide, where
 * the app makes no exception for one's own object.
 *
 * @param shown the user's members, internal ones taken away already
 */
export async function ownView(
  objects: PlatformObjects,
  shown: Readonly<Record<string, unknown>>,
  userId: string,
  settings: SettingsOf<'auth'>,
  context: RequestContext,
): Promise<Readonly<Record<string, unknown>>> {
  if (settings.protectedFieldsOwnerExempt || readsEverything(context.identity)) return shown;
  const [roles, classPermissions] = await Promise.all([objects.rolesOf(userId, context), objects.permissionsOf(USER, context)]);
  const identity: UserIdentity = { kind: 'user', userId, roles };
  const hidden = protectedFieldsOf(identity, { className: USER, classPermissions }, { _id: userId }, settings);
  return Object.fromEntries(Object.entries(shown).filter(([name]) => !hidden.has(name)));
}

/** Whether the ACL of a user lets them read themselves: the master key may have taken that away. */
export async function seesThemselves(
  objects: PlatformObjects,
  { objectId: userId, guarded }: Pick<UserRecord, 'objectId' | 'guarded'>,
  context: RequestContext,
): Promise<boolean> {
  const sees = (roles: readonly string[]) => grants({ kind: 'user', userId, roles }, guarded, 'read');
  return sees([]) || sees(await objects.rolesOf(userId, context));
}
