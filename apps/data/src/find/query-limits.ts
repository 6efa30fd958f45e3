import type { Identity } from '@parlance/acl';
import type { AppSettings } from '@parlance/contracts';
import { QUERY_LIMITS, type QueryLimits } from '@parlance/query';

/** What this app lets this caller ask for. @param now what relative dates are relative to */
export function queryLimits(
  { defaultLimit, maxLimit, classicLimits }: AppSettings,
  { kind }: Identity,
  now: Date = new Date(),
): QueryLimits {
  const internalNames = kind === 'master' || kind === 'readOnlyMaster' || kind === 'maintenance';
  return { ...QUERY_LIMITS, defaultLimit, maxLimit, classicLimits, internalNames, now };
}
