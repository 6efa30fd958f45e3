import { isDeepStrictEqual } from 'node:util';
import { AUTH_DATA_PREFIX } from '@parlance/platform-classes';
import type { IdentityProviders } from '@parlance/app-settings';
import { customProviderOf, repeatsStored } from '../providers/index.ts';
import type { UnknownObject } from '@parlance/values';
import type { UserRecord } from '../records/user-record.ts';

/** Where a user's data of a service is stored. */
export function linkMember(provider: string): string {
  return AUTH_DATA_PREFIX + provider;
}

const UNSET = { __op: 'Delete' } as const;

/** Members of a user that hold data of services. @param links by name; null removes one */
export function linkMembers(links: UnknownObject): Record<string, unknown> {
  return Object.fromEntries(Object.entries(links).map(([provider, data]) => [linkMember(provider), data ?? UNSET]));
}

/**
 * The members of `authData` that differ from those its user was shown: SDKs send all of it back. Of services that the app's code checks
 * the user may have been shown a part.
 */
export function changedLinks(sent: UnknownObject, { authData }: UserRecord, auth: IdentityProviders): UnknownObject {
  const repeats = (name: string, data: unknown) =>
    isDeepStrictEqual(data, authData[name]) ||
    (customProviderOf(name, auth) !== undefined && repeatsStored(data, authData[name], isDeepStrictEqual));
  const differs = (name: string, data: unknown) => !Object.hasOwn(authData, name) || !repeats(name, data);
  return Object.fromEntries(Object.entries(sent).filter(([name, data]) => differs(name, data)));
}
