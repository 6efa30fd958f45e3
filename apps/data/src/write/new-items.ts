import type { Authorized, Identity } from '@parlance/acl';
import type { ClassSchema } from '@parlance/values';
import type { App } from '../apps/app.ts';
import type { NewObject } from '../objects/object.store.ts';
import { growClassForAll } from '../schemas/grow-class.ts';
import type { CompletedWrite } from './complete-write.ts';
import { insertObject } from './insert-object.ts';
import type { ItemOutcomes } from './item-outcomes.ts';
import { newObject } from './new-object.ts';

/** One of several new objects of a class, at its place in the request. */
export interface NewItem {
  readonly place: number;
  readonly write: CompletedWrite;
  /** The class as this item needs it. */
  readonly schema: ClassSchema;
  readonly object: Authorized<NewObject>;
}

/** Makes the class what all items need, in one step. @returns the items that fit, under the class as it is now */
export async function growForItems(
  app: App,
  identity: Identity,
  known: ClassSchema | undefined,
  items: readonly NewItem[],
  outcomes: ItemOutcomes,
  now: Date,
): Promise<readonly NewItem[]> {
  const [first] = items;
  if (first === undefined || items.every((item) => item.schema === known)) return items;
  const writes = items.map((item) => item.write);
  const { schema, refused } = await growClassForAll(app, identity, known, first.schema.className, writes);
  for (const [at, refusal] of refused) outcomes.fail((items[at] as NewItem).place, refusal);
  const fitting = items.filter((_item, at) => !refused.has(at));
  return outcomes.map(fitting, (item) => ({ ...item, schema, object: newObject(app, identity, schema, item.write, now) }));
}

/**
 * Stores the items in one bulk write; those that change relations one by one, each in its own transaction.
 * @returns the items that were stored
 */
export async function storeItems(app: App, items: readonly NewItem[], outcomes: ItemOutcomes, deadline: number): Promise<NewItem[]> {
  const stored: NewItem[] = [];
  const plain = items.filter((item) => item.object.relations.length === 0);
  if (plain.length > 0) {
    const failures = await app.objects.insertMany(
      plain.map((item) => item.object),
      deadline,
    );
    for (const [at, item] of plain.entries()) {
      const failure = failures[at];
      if (failure === undefined) stored.push(item);
      else outcomes.fail(item.place, failure);
    }
  }
  for (const item of items) {
    if (item.object.relations.length === 0) continue;
    try {
      stored.push({ ...item, object: await insertObject(app, item.object, item.write.objectId !== undefined, deadline) });
    } catch (error) {
      outcomes.fail(item.place, error);
    }
  }
  return stored;
}
