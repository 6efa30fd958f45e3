import { isDeepStrictEqual } from 'node:util';
import { AUTH_DATA_PREFIX } from '@parlance/platform-classes';
import type { UnknownObject } from '@parlance/values';
import type { UserRecord } from '../records/user-record.ts';

/** Where a user's data of a service is stored. */
export function linkMember(provider: string): string {
  return AUTH_DATA_PREFIX + provider;
}

/** The members of `authData` that differ from those its user was shown: SDKs send all of it back. */
export function changedLinks(sent: UnknownObject, { authData }: UserRecord): UnknownObject {
  const differs = (name: string, data: unknown) => !Object.hasOwn(authData, name) || !isDeepStrictEqual(data, authData[name]);
  return Object.fromEntries(Object.entries(sent).filter(([name, data]) => differs(name, data)));
}
