import type { Identity } from '@parlance/acl';
import type { SettingsOf } from '@parlance/app-settings';
import type { RestReply } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { asksToExplain, type ExplainVerbosity } from '@parlance/query';
import { authorizedQuery, type Finding } from '../find/finding.ts';
import { queryTimeMs } from '../find/query-time.ts';
import { restReply } from '../reply/rest-reply.ts';
import { planOf, publicPlanOf } from './plan.ts';

/**
 * Asked before the parameters are looked at: a caller without the right to a plan is told so, whatever else is wrong.
 *
 * @throws InvalidQuery (102) a plan is asked for by a caller who may not have it
 */
export function assertMayExplain(
  { explain }: Readonly<Record<string, unknown>>,
  { allowPublicExplain }: SettingsOf<'data'>,
  identity: Identity,
): void {
  if (!asksToExplain(explain) || allowPublicExplain || isMaster(identity)) return;
  throw new ParseError('InvalidQuery', 'Using the explain query parameter requires the master key');
}

/**
 * The plan of a query instead of its results. Clients that may have one see which indexes are used and nothing else: counts of
 * examined objects would tell of those that are hidden from them.
 */
export async function explainedFinding(finding: Finding, verbosity: ExplainVerbosity): Promise<RestReply> {
  const { app, identity, deadline } = finding;
  const forMaster = isMaster(identity);
  const timeMsMax = queryTimeMs(app.settings.queryTimeoutMs, deadline);
  const plan = await app.explains.explain(authorizedQuery(finding), forMaster ? verbosity : 'queryPlanner', timeMsMax);
  return restReply({ results: forMaster ? planOf(plan) : publicPlanOf(plan) });
}

function isMaster({ kind }: Identity): boolean {
  return kind === 'master' || kind === 'readOnlyMaster';
}
