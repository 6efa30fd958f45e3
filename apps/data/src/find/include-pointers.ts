import { printedBytes, type AnswerBudget } from './answer-budget.ts';
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
  /** How often the answer shows the object that holds it, and so the one it leads to. */
  readonly places: number;
}

/** An object of the answer, and how often it is shown there. */
interface Placed {
  readonly object: RestJson;
  readonly places: number;
}

/**
 * Replaces the pointers that `tree` names by the objects they lead to, level by level, in place. A pointer may stand in a field, in a
 * list, or in a dictionary. One that leads to nothing the caller may read goes: from a dictionary with its key, from a list with its
 * place. Cost: one `load` per path and target class, however many objects there are.
 *
 * @throws InvalidQuery (102) before a level is read or shown that goes beyond the budget
 */
export async function includePointers(
  objects: readonly RestJson[],
  tree: IncludeTree,
  load: LoadObjects,
  budget: AnswerBudget,
): Promise<void> {
  await new Expansion(load, budget).below(
    objects.map((object) => ({ object, places: 1 })),
    tree,
  );
}

/** The expanding of the pointers of one answer. */
class Expansion {
  readonly #load: LoadObjects;
  readonly #budget: AnswerBudget;

  constructor(load: LoadObjects, budget: AnswerBudget) {
    this.#load = load;
    this.#budget = budget;
  }

  /** Expands the pointers that `tree` names in objects of the answer. These are counted as they are, without the objects below them. */
  async below(placed: readonly Placed[], tree: IncludeTree): Promise<void> {
    for (const { object, places } of placed) this.#budget.takeBytes(printedBytes(object), places);
    if (tree.below.size === 0) return;
    const slots = new Map<IncludeTree, Slot[]>();
    for (const { object, places } of placed) this.#collectBelow(object, tree, places, slots);
    await Promise.all([...slots].map(([below, found]) => this.#expand(found, below)));
  }

  #collectBelow(holder: RestJson, tree: IncludeTree, places: number, slots: Map<IncludeTree, Slot[]>): void {
    for (const [field, below] of tree.below) this.#collect(holder, field, below, places, slots);
  }

  #collect(holder: RestJson | unknown[], at: string | number, tree: IncludeTree, places: number, slots: Map<IncludeTree, Slot[]>): void {
    const value = (holder as RestJson)[at];
    if (Array.isArray(value)) {
      for (let index = 0; index < value.length; index++) this.#collect(value, index, tree, places, slots);
    } else if (isPointerJson(value)) {
      this.#budget.takePlaces(places);
      const slot = { holder, at, pointer: value, places };
      const found = slots.get(tree);
      if (found === undefined) slots.set(tree, [slot]);
      else found.push(slot);
    } else if (isDictionary(value) && value['__type'] === undefined) {
      this.#collectBelow(value, tree, places, slots);
    }
  }

  async #expand(slots: readonly Slot[], tree: IncludeTree): Promise<void> {
    const placesByClass = new Map<string, Map<string, number>>();
    for (const { pointer, places } of slots) {
      const known = placesByClass.get(pointer.className);
      if (known === undefined) placesByClass.set(pointer.className, new Map([[pointer.objectId, places]]));
      else known.set(pointer.objectId, (known.get(pointer.objectId) ?? 0) + places);
    }
    const loaded = new Map<string, ReadonlyMap<string, RestJson>>();
    await Promise.all(
      [...placesByClass].map(async ([className, ids]) => {
        loaded.set(className, await this.#load(className, [...ids.keys()], tree));
      }),
    );
    const targets: Placed[] = [];
    for (const [className, objects] of loaded) {
      const places = placesByClass.get(className);
      for (const [objectId, object] of objects) targets.push({ object, places: places?.get(objectId) ?? 1 });
    }
    await this.below(targets, tree);
    replace(slots, loaded);
  }
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
