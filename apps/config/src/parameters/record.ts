import type { config, RequestContext } from '@parlance/contracts';
import type { DecidedChange } from './parameters.ts';
import type { PlannedChange } from './plan-change.ts';

/** A change with its line in the history: the author, and each parameter before and after. `data` adds the time. */
export function recordOf(
  { changes, ...writes }: PlannedChange,
  author: config.ParameterAuthor,
  context: RequestContext,
  further: Readonly<Record<string, unknown>> = {},
): DecidedChange {
  return { ...writes, record: { by: { ...personOf(context), ...author, requestId: context.requestId }, ...further, changes } };
}

/** An administrator or a token by their names; of a request with the master key nobody knows more. */
function personOf({ author }: RequestContext): Readonly<Record<string, string>> {
  if (author === undefined || author.kind === 'masterKey') return { kind: 'master' };
  const { kind, id, name } = author;
  return { kind, id, name };
}
