import { readsEverything, seesInternal, type Identity } from '@parlance/acl';
import type { SettingsOf } from '@parlance/app-settings';
import { QUERY_LIMITS, type QueryLimits } from '@parlance/query';

/** The limits of this app on queries of this caller. @param now the time that relative dates are relative to */
export function queryLimits(
  { defaultLimit, maxLimit, classicLimits }: SettingsOf<'data'>,
  identity: Identity,
  now: Date = new Date(),
): QueryLimits {
  const internalNames = readsEverything(identity) || seesInternal(identity);
  return { ...QUERY_LIMITS, defaultLimit, maxLimit, classicLimits, internalNames, now };
}
