import { ParseError } from '@parlance/errors';
import type { ObjectWrite } from '@parlance/values';
import { assertStorageRoom } from '../quotas/storage-room.ts';
import { growClassForAll } from '../schemas/grow-class.ts';
import { completeWrite } from './complete-write.ts';
import type { ItemOutcomes } from './item-outcomes.ts';
import { namingTaken } from './naming-taken.ts';
import { afterWrites, createdAnswer, storeOne } from './pipeline.ts';
import { prepareNew, withNewObject } from './prepare-create.ts';
import { rehearseGrowth } from './rehearse-growth.ts';
import type { PreparedCreate, StoredWrite } from './prepared-write.ts';
import { prepareIndexes } from './before-saving.ts';
import { classForWriting, readSave, type WritingClass } from './writing-class.ts';
import type { Writing } from './writing.ts';

/** An item of a request that creates several objects of one class, at its place in the request. */
type Placed<T> = T & { readonly place: number };

type PreparedItem = Placed<PreparedCreate>;
type StoredItem = Placed<StoredWrite>;

/**
 * Creates objects of one class without triggers, in as few steps as there may be. The outcomes of all are set.
 *
 * @throws the refusal of the class, or of the whole write
 */
export async function createTogether(
  writing: Writing,
  className: string,
  bodies: readonly Readonly<Record<string, unknown>>[],
  outcomes: ItemOutcomes,
): Promise<void> {
  const stored = await storeMany(writing, await prepareCreates(writing, className, bodies, outcomes), outcomes);
  await afterWrites(writing, stored);
  for (const item of stored) outcomes.succeed(item.place, createdAnswer(writing, item));
}

/**
 * Prepares the creates of one class without triggers: each step for all items, and the class grows once.
 * @returns the items that nothing was found wrong with; the outcomes of the others are set
 */
async function prepareCreates(
  writing: Writing,
  className: string,
  bodies: readonly Readonly<Record<string, unknown>>[],
  outcomes: ItemOutcomes,
): Promise<readonly PreparedItem[]> {
  const target = await classForWriting(writing, className, 'create', undefined, false, bodies[0]);
  await assertStorageRoom(writing, className, bodies.length);
  const sent = bodies.map((body, place) => ({ body, place }));
  const read = outcomes.map(sent, ({ body, place }) => ({ place, write: readSave(writing, target, { className, body }) }));
  const ready = await readyForSaving(writing, target, read, outcomes);
  const items = outcomes.map(ready, ({ place, write }) => ({
    ...prepareNew(writing, target, completeWrite(write, target.known, 'create')),
    place,
  }));
  return growForItems(writing, target, items, outcomes);
}

/** The items after everything that the class does before a save. Classes with triggers go another way (create-each.ts). */
async function readyForSaving(
  writing: Writing,
  target: WritingClass,
  items: readonly Placed<{ readonly write: ObjectWrite }>[],
  outcomes: ItemOutcomes,
): Promise<readonly Placed<{ readonly write: ObjectWrite }>[]> {
  const { rules } = target;
  if (rules === undefined) return items;
  const ready: Placed<{ readonly write: ObjectWrite }>[] = [];
  for (const item of items) {
    try {
      await prepareIndexes(writing, target, rules, item.write);
      ready.push(item);
    } catch (error) {
      outcomes.fail(item.place, error);
    }
  }
  return ready;
}

/** Gives the class everything that the items need, in one step. @returns the items that fit, under the class as it is now */
async function growForItems(
  writing: Writing,
  target: WritingClass,
  items: readonly PreparedItem[],
  outcomes: ItemOutcomes,
): Promise<readonly PreparedItem[]> {
  if (items.every((item) => item.schema === target.known)) return items;
  const taken = await rehearsedItems(writing, target, items, outcomes);
  const writes = taken.map((item) => item.write);
  const { schema, refused } = await growClassForAll(writing.app, writing.identity, target.known, target.className, writes, 'create');
  for (const [at, refusal] of refused) outcomes.fail((taken[at] as PreparedItem).place, refusal);
  const fitting = taken.filter((_item, at) => !refused.has(at));
  return outcomes.map(fitting, ({ place, write }) => ({ ...withNewObject(writing, target, schema, write), place }));
}

/** @returns the items that the database would take; one that needs nothing new of the class is not asked for */
async function rehearsedItems(
  writing: Writing,
  target: WritingClass,
  items: readonly PreparedItem[],
  outcomes: ItemOutcomes,
): Promise<readonly PreparedItem[]> {
  const taken: PreparedItem[] = [];
  for (const item of items) {
    try {
      if (item.schema !== target.known) await rehearseGrowth(writing, target, item, item.write);
      taken.push(item);
    } catch (error) {
      outcomes.fail(item.place, error);
    }
  }
  return taken;
}

/**
 * Stores the items in one bulk write; those that change relations one by one, each in its own transaction.
 * @returns the items that were stored; the outcomes of the others are set
 */
async function storeMany(writing: Writing, items: readonly PreparedItem[], outcomes: ItemOutcomes): Promise<readonly StoredItem[]> {
  const stored: StoredItem[] = [];
  const plain = items.filter((item) => item.object.relations.length === 0);
  const alone = items.filter((item) => item.object.relations.length > 0);
  if (plain.length > 0) {
    const failures = await writing.app.writes.insertMany(
      plain.map((item) => item.object),
      writing.deadline,
    );
    for (const [at, item] of plain.entries()) {
      const failure = failures[at];
      if (failure === undefined) stored.push(storedItem(item));
      else if (isUnexplained(item.target, failure)) alone.push(item);
      else outcomes.fail(item.place, namingTaken(item.target, failure));
    }
  }
  for (const item of alone) {
    try {
      stored.push({ ...(await storeOne(writing, item)), place: item.place });
    } catch (error) {
      outcomes.fail(item.place, error);
    }
  }
  return stored;
}

/** A bulk write does not tell which index has refused an item; stored alone, of which nothing was written, it says so. */
function isUnexplained({ rules }: WritingClass, failure: Error): boolean {
  return rules?.taken !== undefined && failure instanceof ParseError && failure.kind === 'DuplicateValue';
}

function storedItem({ place, kind, target, schema, write, object: { document } }: PreparedItem): StoredItem {
  return { place, kind, target, schema, objectId: document['_id'] as string, write, document, triggered: undefined };
}
