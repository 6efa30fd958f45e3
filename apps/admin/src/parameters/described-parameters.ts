import { parameters as administered } from '@parlance/admin-operations';
import { withoutSecrets } from '@parlance/audit';
import type { config } from '@parlance/contracts';

type Json = Readonly<Record<string, unknown>>;
type Parameter = administered.AdministeredParameter;

const PLAIN: Readonly<Record<string, administered.ParameterType>> = { string: 'String', number: 'Number', boolean: 'Boolean' };

/** The type of a value in the JSON of the REST API. */
export function typeOf(value: unknown): administered.ParameterType {
  if (value === null) return 'Null';
  if (Array.isArray(value)) return 'Array';
  if (typeof value !== 'object') return PLAIN[typeof value] ?? 'Object';
  const { __type: named } = value as { readonly __type?: unknown };
  return administered.PARAMETER_TYPES.find((type) => type === named) ?? 'Object';
}

/** The members of a state, each with all there is to it, by name. */
export function parametersOf(params: Json, masterKeyOnly: Json, conditions: Json): Parameter[] {
  return Object.entries(params)
    .map(([name, value]) => ({
      name,
      type: typeOf(value),
      value,
      masterKeyOnly: Object.hasOwn(masterKeyOnly, name) && Boolean(masterKeyOnly[name]),
      conditions: Object.hasOwn(conditions, name) ? (conditions[name] as Parameter['conditions']) : [],
    }))
    .toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

/** All parameters as administrators see them. */
export function describedParameters(state: config.DescribedParameters): administered.AdministeredParameters {
  const { params, masterKeyOnly, conditions, ...facts } = state;
  return { ...facts, parameters: parametersOf(params, masterKeyOnly, conditions) };
}

/** The parameters that differ, for the audit: without secrets, and of those that clients do not see only that they are set. */
export function differences(before: readonly Parameter[], after: readonly Parameter[]): config.AuditChange[] {
  const names = new Set([...before, ...after].map(({ name }) => name));
  return [...names].flatMap((name) => {
    const [left, right] = [before, after].map((list) => list.find((one) => one.name === name));
    if (JSON.stringify(left) === JSON.stringify(right)) return [];
    const hides = left?.masterKeyOnly === true || right?.masterKeyOnly === true;
    return [{ name: `parameter ${name}`, before: audited(left, hides), after: audited(right, hides) }];
  });
}

function audited(parameter: Parameter | undefined, hides: boolean): unknown {
  if (parameter === undefined) return null;
  const { name, value, masterKeyOnly, conditions } = parameter;
  const HIDDEN = { isSet: true };
  if (hides) return { value: HIDDEN, masterKeyOnly, conditions: conditions.length };
  // By name and value together: a member is secret by its name.
  const shown = withoutSecrets({ [name]: value }) as Json;
  return { value: shown[name], masterKeyOnly, conditions: withoutSecrets(conditions) };
}
