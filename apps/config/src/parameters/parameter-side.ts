import { isDeepStrictEqual } from 'node:util';
import type { ParameterState } from '@parlance/platform-objects';
import { storedConditions } from './conditions/read-conditions.ts';
import type { Condition } from './conditions/condition.ts';

type Values = Readonly<Record<string, unknown>>;

/** All there is to one parameter. */
export interface ParameterSide {
  readonly value: unknown;
  readonly masterKeyOnly: boolean;
  /** Absent: the value is everybody's. */
  readonly conditions?: readonly Condition[];
}

export type Sides = ReadonlyMap<string, ParameterSide>;

/** One parameter as it was and as it is; a side is left out where there was none, or is none any more. */
export interface ParameterDifference {
  readonly name: string;
  readonly before?: ParameterSide;
  readonly after?: ParameterSide;
}

/** The parameters of a state, each with all there is to it. */
export function sidesOf({ params = {}, masterKeyOnly = {}, conditions }: Omit<ParameterState, 'version'>): Sides {
  return new Map(
    Object.entries(params).map(([name, value]) => {
      const side = { value, masterKeyOnly: isHidden(masterKeyOnly, name) };
      const list = Object.hasOwn(conditions, name) ? storedConditions(conditions[name]) : [];
      return [name, list.length === 0 ? side : { ...side, conditions: list }];
    }),
  );
}

/** Whatever Parse Server takes for a set flag hides the parameter. */
export function isHidden(masterKeyOnly: Values, name: string): boolean {
  return Object.hasOwn(masterKeyOnly, name) && Boolean(masterKeyOnly[name]);
}

/** In the order of the names as they were, new ones behind them. */
export function differences(before: Sides, after: Sides): readonly ParameterDifference[] {
  const found: ParameterDifference[] = [];
  for (const name of new Set([...before.keys(), ...after.keys()])) {
    const [was, is] = [before.get(name), after.get(name)];
    if (isDeepStrictEqual(was, is)) continue;
    found.push({ name, ...(was === undefined ? {} : { before: was }), ...(is === undefined ? {} : { after: is }) });
  }
  return found;
}
