import type { Hint } from '../find-query.ts';

/** Members of an index in order, by stored path. */
export type IndexKey = Exclude<Hint, string>;

/** An index that a class has. Those that do not hold every object (partial, sparse) or are hidden serve no query in general. */
export interface ExistingIndex {
  readonly key: IndexKey;
  readonly unique: boolean;
}

/** One member of an index that is wanted; without a direction either will do. */
export interface WantedMember {
  readonly path: string;
  readonly direction: 1 | -1 | undefined;
}

/** An index that is wanted: members by equality, whose order among themselves does not matter, and then the others. */
export interface WantedIndex {
  readonly equal: readonly string[];
  readonly rest: readonly WantedMember[];
}

export function keyOf({ equal, rest }: WantedIndex): IndexKey {
  const members = [...equal.map((path) => [path, 1] as const), ...rest.map(({ path, direction }) => [path, direction ?? 1] as const)];
  return Object.fromEntries(members);
}

/**
 * Tells whether an index serves as the wanted one would: it begins with the same members, walked in one direction or the other. A
 * unique index whose members are all asked for by equality finds one object at most.
 */
export function serves({ key, unique }: ExistingIndex, { equal, rest }: WantedIndex): boolean {
  const members = Object.entries(key);
  const missing = new Set(equal);
  if (unique && members.every(([path]) => missing.has(path))) return true;
  let at = 0;
  while (at < members.length && missing.delete(members[at]![0])) at++;
  if (missing.size > 0) return false;
  let turn: number | undefined;
  return rest.every(({ path, direction }, nth) => {
    const [member, stored] = members[at + nth] ?? [];
    if (member !== path || typeof stored !== 'number') return false;
    if (direction === undefined) return true;
    turn ??= direction * stored;
    return turn === direction * stored;
  });
}

/** Tells whether an index of a special kind, such as `2d`, is on the path. */
export function servesSpecially({ key }: ExistingIndex, path: string, kind: string): boolean {
  // MongoDB keeps a text index under names of its own; a class has one at most.
  return kind === 'text' ? key['_fts'] === 'text' || Object.values(key).includes('text') : key[path] === kind;
}
