import type { ClassIndex, IndexStore } from './index-store.ts';

/**
 * Drops the indexes on fields that are gone: a unique one would keep the values of all but one object from being removed, and one of
 * places would refuse values of another type. An index of words stays as long as another field has words in it.
 */
export async function dropIndexesOf(indexes: IndexStore, className: string, fields: ReadonlySet<string>): Promise<void> {
  const known = await indexes.list(className);
  for (const index of known.indexes) if (isOn(index, fields)) await indexes.drop(className, index.name);
}

/** True for an index that is of no use without the fields, or stands in their way. */
export function isOn({ key }: ClassIndex, fields: ReadonlySet<string>): boolean {
  const members = Object.entries(key);
  const isGone = ([path]: [string, unknown]): boolean => fields.has(fieldOfPath(path));
  const words = members.filter(([, kind]) => kind === 'text');
  const others = members.filter(([, kind]) => kind !== 'text');
  return others.some(isGone) || (words.length > 0 && words.every(isGone));
}

const POINTER_PREFIX = '_p_';

function fieldOfPath(path: string): string {
  const member = path.split('.', 1)[0] as string;
  return member.startsWith(POINTER_PREFIX) ? member.slice(POINTER_PREFIX.length) : member;
}
