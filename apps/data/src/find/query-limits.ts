import { readsEverything, seesInternal, type Identity } from '@parlance/acl';
import type { AppSettings } from '@parlance/contracts';
import { QUERY_LIMITS, type QueryLimits } from '@parlance/query';

/** What this app lets this caller ask for. */
export function queryLimits({ defaultLimit, maxLimit, classicLimits }: AppSettings, identity: Identity): QueryLimits {
  const internalNames = readsEverything(identity) || seesInternal(identity);
  return { ...QUERY_LIMITS, defaultLimit, maxLimit, classicLimits, internalNames };
}
