import { variantKey } from '@parlance/statistics';
import { memberOf, type Membership } from '../experiments/running.ts';
import { obstacle, type Facts } from './conditions/holds.ts';
import type { ParameterSide, Sides } from './parameter-side.ts';

/** The value that one caller gets, and the conditions that were looked at on the way, in their order. */
export interface ChosenValue {
  readonly value: unknown;
  /** Name of the condition that holds; null: none does, and the value is everybody's, or that of an experiment. */
  readonly condition: string | null;
  /** The experiment that decides, and the key of the variant. */
  readonly experiment?: { readonly objectId: string; readonly name: string; readonly variant: string };
  readonly checked: readonly { readonly condition: string; readonly holds: boolean; readonly because?: string }[];
}

/** The values for one caller, those of hidden parameters included. */
export function valuesFor(sides: Sides, facts: Facts, memberships: readonly Membership[]): Record<string, unknown> {
  return Object.fromEntries(Array.from(sides, ([name, side]) => [name, chosen(name, side, facts, memberships).value]));
}

/** An experiment goes before all conditions, of which the first that holds decides. */
export function chosen(
  name: string,
  { value, conditions = [] }: ParameterSide,
  facts: Facts,
  memberships: readonly Membership[],
): ChosenValue {
  const member = memberOf(memberships, name);
  if (member !== undefined) {
    const { experiment, variant } = member;
    const shown = { objectId: experiment.id, name: experiment.name, variant: variantKey(variant) };
    return { value: member.value, condition: null, experiment: shown, checked: [] };
  }
  const checked: ChosenValue['checked'][number][] = [];
  for (const condition of conditions) {
    const because = obstacle(condition.when, facts, name);
    if (because === undefined) {
      return { value: condition.value, condition: condition.name, checked: [...checked, { condition: condition.name, holds: true }] };
    }
    checked.push({ condition: condition.name, holds: false, because });
  }
  return { value, condition: null, checked };
}

export function hasConditions(sides: Sides): boolean {
  for (const { conditions } of sides.values()) if (conditions !== undefined) return true;
  return false;
}
