import type { config, RequestContext } from '@parlance/contracts';
import type { DecidedChange } from './parameters.ts';
import type { PlannedChange } from './plan-change.ts';

/** A change with its line in the history: the author, and each parameter before and after. `data` adds the time. */
export function recordOf(
  { changes, ...writes }: PlannedChange,
  author: config.ParameterAuthor,
  { requestId }: RequestContext,
  further: Readonly<Record<string, unknown>> = {},
): DecidedChange {
  return { ...writes, record: { by: { kind: 'master', ...author, requestId }, ...further, changes } };
}
