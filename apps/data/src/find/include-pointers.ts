import type { IncludeTree } from './include-tree.ts';
import { isDictionary, isPointerJson, type PointerJson, type RestJson } from './rest-json.ts';

/**
 * Reads objects of one class for the caller of the request.
 *
 * @returns by id the objects that exist and are readable, with `__type` and `className`; nothing for a class the caller may not read
 */
export type LoadObjects = (className: string, objectIds: readonly string[], tree: IncludeTree) => Promise<ReadonlyMap<string, RestJson>>;

/** A pointer to expand: the dictionary or list that holds it, and where in it. */
interface Slot {
  readonly holder: RestJson | unknown[];
  readonly at: string | number;
  readonly pointer: PointerJson;
}

/**
 * Replaces the pointers that `tree` names by the objects they lead to, level by level, in place. A pointer may stand in a field, in a
 * list, or in a dictionary. One that leads to nothing the caller may read goes: from a dictionary with its key, from a list with its
 * place. Cost: one `load` per path and target class, however many objects there are.
 */
export async function includePointers(objects: readonly RestJson[], tree: IncludeTree, load: LoadObjects): Promise<void> {
  const slots = new Map<IncludeTree, Slot[]>();
  for (const object of objects) collectBelow(object, tree, slots);
  await Promise.all([...slots].map(([below, found]) => expand(found, below, load)));
}

function collectBelow(holder: RestJson, tree: IncludeTree, slots: Map<IncludeTree, Slot[]>): void {
  for (const [field, below] of tree.below) collect(holder, field, below, slots);
}

function collect(holder: RestJson | unknown[], at: string | number, tree: IncludeTree, slots: Map<IncludeTree, Slot[]>): void {
  const value = (holder as RestJson)[at];
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) collect(value, index, tree, slots);
  } else if (isPointerJson(value)) {
    const found = slots.get(tree);
    if (found === undefined) slots.set(tree, [{ holder, at, pointer: value }]);
    else found.push({ holder, at, pointer: value });
  } else if (isDictionary(value) && value['__type'] === undefined) {
    collectBelow(value, tree, slots);
  }
}

async function expand(slots: readonly Slot[], tree: IncludeTree, load: LoadObjects): Promise<void> {
  const idsByClass = new Map<string, Set<string>>();
  for (const { pointer } of slots) {
    const ids = idsByClass.get(pointer.className);
    if (ids === undefined) idsByClass.set(pointer.className, new Set([pointer.objectId]));
    else ids.add(pointer.objectId);
  }
  const loaded = new Map<string, ReadonlyMap<string, RestJson>>();
  await Promise.all(
    [...idsByClass].map(async ([className, ids]) => {
      loaded.set(className, await load(className, [...ids], tree));
    }),
  );
  const targets = [...loaded.values()].flatMap((objects) => [...objects.values()]);
  await includePointers(targets, tree, load);
  replace(slots, loaded);
}

function replace(slots: readonly Slot[], loaded: ReadonlyMap<string, ReadonlyMap<string, RestJson>>): void {
  const thinned = new Set<unknown[]>();
  for (const { holder, at, pointer } of slots) {
    const target = loaded.get(pointer.className)?.get(pointer.objectId);
    if (target !== undefined) (holder as RestJson)[at] = target;
    else if (Array.isArray(holder)) {
      holder[at as number] = GONE;
      thinned.add(holder);
    } else delete holder[at];
  }
  for (const list of thinned) closeGaps(list);
}

function closeGaps(list: unknown[]): void {
  let kept = 0;
  for (const item of list) if (item !== GONE) list[kept++] = item;
  list.length = kept;
}

/** Marks places of a list until all of them are known: taking one out would move the others. */
const GONE = Symbol('gone');
