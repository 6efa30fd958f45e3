import type { config } from '@parlance/contracts';
import type { ParameterState } from '@parlance/platform-objects';
import type { Membership, Running } from '../experiments/running.ts';
import { hasConditions } from './values-for.ts';
import { isHidden, type Sides } from './parameter-side.ts';
import type { CompiledParameters } from './parameters.ts';

type Values = Readonly<Record<string, unknown>>;

/**
 * The answers that a state has for its readers, as final JSON. Where conditions decide, on a parameter or about the audience of an
 * experiment, there is none for all clients.
 */
export function answersOf({ state, sides, experiments }: CompiledParameters): config.ParametersForGateway {
  const forMaster = masterAnswer(state);
  const shown = experiments.filter((experiment) => isSeen(experiment, sides));
  if (hasConditions(sides) || shown.some(({ when }) => when !== undefined)) return { forMaster };
  const forClients = clientAnswer(state, state.params ?? {});
  if (shown.length === 0) return { forClients, forMaster };
  const told = shown.map(({ id, sizePercent, variants }) => ({
    id,
    sizePercent,
    values: variants.map((values) => JSON.stringify(seen(values, sides))),
  }));
  return { forClients, experiments: told, forMaster };
}

/** The variants among those of a client that it sees: the ones that change a parameter which is there and not hidden. */
export function exposedTo(memberships: readonly Membership[], sides: Sides): config.ParametersForClient['exposed'] {
  return memberships
    .filter(({ experiment }) => isSeen(experiment, sides))
    .map(({ experiment, variant }) => ({ experiment: experiment.id, variant }));
}

function isSeen({ variants: [first = {}] }: Running, sides: Sides): boolean {
  return Object.keys(seen(first, sides)).length > 0;
}

function seen(values: Values, sides: Sides): Values {
  return Object.fromEntries(Object.entries(values).filter(([name]) => sides.get(name)?.masterKeyOnly === false));
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
