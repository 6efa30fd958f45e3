import { obstacle, type Facts } from './conditions/holds.ts';
import type { ParameterSide, Sides } from './parameter-side.ts';

/** The value that one caller gets, and the conditions that were looked at on the way, in their order. */
export interface ChosenValue {
  readonly value: unknown;
  /** Name of the condition that holds; null: none does, and the value is everybody's. */
  readonly condition: string | null;
  readonly checked: readonly { readonly condition: string; readonly holds: boolean; readonly because?: string }[];
}

/** The values for one caller, those of hidden parameters included. */
export function valuesFor(sides: Sides, facts: Facts): Record<string, unknown> {
  return Object.fromEntries(Array.from(sides, ([name, side]) => [name, chosen(name, side, facts).value]));
}

/** The first condition that holds decides. */
export function chosen(name: string, { value, conditions = [] }: ParameterSide, facts: Facts): ChosenValue {
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
