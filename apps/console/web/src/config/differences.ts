import type { Parameter, Side } from './parameters.ts';
import { storedJson } from './types.ts';

/** A parameter that differs between two states; a side is absent where there is none. */
export interface Difference {
  readonly name: string;
  readonly before?: Side;
  readonly after?: Side;
}

const sideOf = ({ value, masterKeyOnly, conditions }: Side): Side => ({ value, masterKeyOnly, conditions: conditions ?? [] });

/** True for two sides that are stored alike, or that both are absent. */
export function isSame(one: Side | undefined, other: Side | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return storedJson(sideOf(one)) === storedJson(sideOf(other));
}

/** The parameters in which two states differ, by name. */
export function differencesOf(before: readonly Parameter[], after: readonly Parameter[]): readonly Difference[] {
  const names = [...new Set([...before, ...after].map(({ name }) => name))].sort();
  return names.flatMap((name) => {
    const [left, right] = [before, after].map((list) => list.find((one) => one.name === name));
    if (isSame(left, right)) return [];
    return [{ name, ...(left === undefined ? {} : { before: sideOf(left) }), ...(right === undefined ? {} : { after: sideOf(right) }) }];
  });
}
