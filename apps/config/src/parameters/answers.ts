import type { config } from '@parlance/contracts';
import type { ParameterState } from '@parlance/platform-objects';
import { hasConditions } from './values-for.ts';
import { isHidden, sidesOf } from './parameter-side.ts';

type Values = Readonly<Record<string, unknown>>;

/** The answers that a state has for its readers, as final JSON. Where conditions decide there is none for all clients. */
export function answersOf(state: ParameterState): config.ParametersForGateway {
  const forMaster = masterAnswer(state);
  return hasConditions(sidesOf(state)) ? { forMaster } : { forClients: clientAnswer(state, state.params ?? {}), forMaster };
}

/** @param params the values for this client, hidden ones included */
export function clientAnswer({ masterKeyOnly }: Pick<ParameterState, 'masterKeyOnly'>, params: Values): string {
  if (masterKeyOnly === undefined) return JSON.stringify({ params });
  const shown = (members: Values) => Object.fromEntries(Object.entries(members).filter(([name]) => !isHidden(masterKeyOnly, name)));
  return JSON.stringify({ params: shown(params), masterKeyOnly: shown(masterKeyOnly) });
}

/** The values that are everybody's, all flags, and the conditions where there are any. */
function masterAnswer({ params = {}, masterKeyOnly, conditions }: ParameterState): string {
  const hasAny = Object.keys(conditions).length > 0;
  return JSON.stringify({ params, masterKeyOnly, ...(hasAny ? { conditions } : {}) });
}
