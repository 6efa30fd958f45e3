import { data } from '@parlance/contracts';
import type { AdminCall } from '../dispatch/admin-handler.ts';
import { jsonOf } from '../dispatch/json-of.ts';

type Members = Record<string, unknown>;

/** A class as the console shows it. */
export interface DescribedClass {
  readonly className: string;
  readonly fields: Members;
  readonly indexes: Members;
  readonly classLevelPermissions: Members;
}

/** Classes that are counted at a time. */
const COUNTED_MAX = 8;

export async function countedClasses(call: AdminCall): Promise<(DescribedClass & { readonly objects: number })[]> {
  const { results } = jsonOf<{ results: Members[] }>(await call.look(data.listClasses, {}));
  const classes = results.map(describedClass);
  const counted: (DescribedClass & { objects: number })[] = [];
  for (let at = 0; at < classes.length; at += COUNTED_MAX) {
    const some = classes.slice(at, at + COUNTED_MAX);
    counted.push(...(await Promise.all(some.map(async (one) => ({ ...one, objects: await countOf(one.className, call) })))));
  }
  return counted;
}

export function describedClass({ className, fields = {}, indexes = {}, classLevelPermissions = {} }: Members): DescribedClass {
  return {
    className: className as string,
    fields: fields as Members,
    indexes: indexes as Members,
    classLevelPermissions: classLevelPermissions as Members,
  };
}

async function countOf(className: string, { look }: AdminCall): Promise<number> {
  return jsonOf<{ count: number }>(await look(data.find, { className, parameters: { limit: 0, count: 1 } })).count;
}
