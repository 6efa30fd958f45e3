import { readsEverything, seesInternal, type Identity } from '@parlance/acl';
import type { SettingsOf } from '@parlance/app-settings';
import { QUERY_LIMITS, type QueryLimits } from '@parlance/query';

/** What this app lets this caller ask for. @param now what relative dates are relative to */
export function queryLimits(
  { defaultLimit, maxLimit, classicLimits }: SettingsOf<'data'>,
  identity: Identity,
  now: Date = new Date(),
): QueryLimits {
  const internalNames = readsEverything(identity) || seesInternal(identity);
  return { ...QUERY_LIMITS, defaultLimit, maxLimit, classicLimits, internalNames, now };
}
