import { ParseError } from '@parlance/errors';
import type { ParameterState } from '@parlance/platform-objects';
import { shown } from '@parlance/values';
import { CONDITION_BYTES_MAX } from './conditions/condition.ts';
import { PARAMETER_BYTES_MAX, parameterBytes, PARAMETERS_MAX } from './parameter-size.ts';
import { differences, sidesOf, type ParameterDifference, type ParameterSide, type Sides } from './parameter-side.ts';
import type { ParameterEdit } from './read-edit.ts';

/** The writes that lead from one set of parameters to another. */
export interface PlannedChange {
  readonly set: Record<string, unknown>;
  readonly remove: readonly string[];
  readonly masterKeyOnly: Record<string, boolean>;
  /** All conditions, as they are from now on. */
  readonly conditions: Record<string, unknown>;
  readonly changes: readonly ParameterDifference[];
}

/**
 * Plans the writes of an edit. A parameter whose flag or conditions the edit leaves out keeps them; a new one is for everybody.
 *
 * @returns undefined when everything is as the edit wants it already
 * @throws ObjectTooLarge (116) when the edit makes the parameters, or the conditions, more than may be; IncorrectType (111) conditions on
 *   a parameter that does not exist
 */
export function planChange(state: ParameterState, edit: ParameterEdit): PlannedChange | undefined {
  const before = sidesOf(state);
  const after = applied(before, edit);
  assertFits(before, after);
  return plannedChange(before, after);
}

/** @returns undefined when both are the same */
export function plannedChange(before: Sides, after: Sides): PlannedChange | undefined {
  const changes = differences(before, after);
  if (changes.length === 0) return undefined;
  const kept = changes.flatMap(({ name, after: side }) => (side === undefined ? [] : [[name, side] as const]));
  return {
    set: Object.fromEntries(kept.map(([name, { value }]) => [name, value])),
    masterKeyOnly: Object.fromEntries(kept.map(([name, { masterKeyOnly }]) => [name, masterKeyOnly])),
    remove: changes.filter((change) => change.after === undefined).map(({ name }) => name),
    conditions: conditionsOf(after),
    changes,
  };
}

function applied(before: Sides, { set, remove, masterKeyOnly, conditions }: ParameterEdit): Sides {
  const after = new Map(before);
  for (const name of remove) after.delete(name);
  const NEW = { masterKeyOnly: false };
  for (const [name, value] of set) after.set(name, { ...(after.get(name) ?? NEW), value });
  for (const [name, flag] of masterKeyOnly) {
    const side = after.get(name);
    if (side !== undefined) after.set(name, { ...side, masterKeyOnly: flag });
  }
  for (const [name, list] of conditions) {
    const side = after.get(name);
    if (side !== undefined) after.set(name, withConditions(side, list));
    else if (list.length > 0) throw new ParseError('IncorrectType', `There is no parameter ${shown(name)} to have conditions.`);
  }
  return after;
}

function withConditions({ value, masterKeyOnly }: ParameterSide, conditions: ParameterSide['conditions'] & object): ParameterSide {
  return conditions.length === 0 ? { value, masterKeyOnly } : { value, masterKeyOnly, conditions };
}

function conditionsOf(sides: Sides): Record<string, unknown> {
  return Object.fromEntries(Array.from(sides).flatMap(([name, { conditions }]) => (conditions === undefined ? [] : [[name, conditions]])));
}

/** A database that came with more than may be can still be changed, as long as it does not grow. */
function assertFits(before: Sides, after: Sides): void {
  if (after.size > PARAMETERS_MAX && after.size > before.size) {
    throw new ParseError('ObjectTooLarge', `An app has at most ${PARAMETERS_MAX} parameters.`);
  }
  const bytes = parameterBytes(after);
  if (bytes > PARAMETER_BYTES_MAX && bytes > parameterBytes(before)) {
    throw new ParseError('ObjectTooLarge', `The parameters of an app have at most ${PARAMETER_BYTES_MAX} bytes, these have ${bytes}.`);
  }
  if (Buffer.byteLength(JSON.stringify(conditionsOf(after))) > CONDITION_BYTES_MAX) {
    throw new ParseError('ObjectTooLarge', `The conditions of an app have at most ${CONDITION_BYTES_MAX} bytes.`);
  }
}
