import { isObject, type UnknownObject } from '@parlance/values';
import type { Stage } from './aggregate-query.ts';

/** Stages that read a class, and the members that name it. */
const NAMED_BY: ReadonlyMap<string, string> = new Map([
  ['$lookup', 'from'],
  ['$graphLookup', 'from'],
  ['$unionWith', 'coll'],
]);

/** The names of all classes that a pipeline, or one inside of it, reads beside its own. Some may turn out to be none. */
export function joinedClassNames(stages: readonly Stage[]): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (json: unknown): void => {
    if (typeof json !== 'object' || json === null) return;
    for (const [key, value] of Object.entries(json as UnknownObject)) {
      const member = NAMED_BY.get(key);
      const name = member !== undefined && isObject(value) ? value[member] : value;
      if (member !== undefined && typeof name === 'string') names.add(name);
      visit(value);
    }
  };
  for (const { name, spec } of stages) visit({ [name]: spec });
  return names;
}
