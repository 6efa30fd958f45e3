import { hash } from 'node:crypto';
import type { data } from '@parlance/contracts';
import { MongoServerError, ObjectId, readFrom, writeTo, type Collection } from '@parlance/mongo';
import { HOOKS } from '@parlance/platform-classes';
import type { MongoAppDatabase } from '../apps/mongo-app-database.ts';
import type { HookStore } from './hook.store.ts';

const HOOKS_MAX = 10_000;
const DUPLICATE_KEY = 11_000;
const ID_DIGITS = 24;

/** Parse Server's document: it has no dates, and an id that nobody is shown. */
type HookDocument = { readonly _id: ObjectId } & data.Hook;

/** Members that are no strings are another server's; the document is none of ours then. */
const TEXT = { $type: 'string' } as const;
const IS_HOOK = { url: TEXT, $or: [{ functionName: TEXT }, { className: TEXT, triggerName: TEXT }] };

export class MongoHookStore implements HookStore {
  readonly #hooks: Collection<HookDocument>;

  constructor(database: MongoAppDatabase) {
    this.#hooks = database.collection<HookDocument>(HOOKS);
  }

  async list(timeMsMax: number): Promise<readonly data.Hook[]> {
    const options = { sort: { _id: 1 as const }, limit: HOOKS_MAX, maxTimeMS: timeMsMax };
    const found = await readFrom(this.#hooks, 'find', () => this.#hooks.find(IS_HOOK, options).toArray());
    const hooks = found.map(hookOf);
    return [...hooks.filter((hook) => 'functionName' in hook), ...hooks.filter((hook) => !('functionName' in hook))];
  }

  /** The id is made of the name, so that two that are added at the same time are one. */
  add(hook: data.Hook): Promise<boolean> {
    const key = keyOf(hook);
    const insert = { $setOnInsert: { _id: idOf(key), ...hook } };
    return writeTo(this.#hooks, 'update', async () => {
      try {
        return (await this.#hooks.updateOne(key, insert, { upsert: true })).upsertedCount === 1;
      } catch (error) {
        if (error instanceof MongoServerError && error.code === DUPLICATE_KEY) return false;
        throw error;
      }
    });
  }

  replace(hook: data.Hook): Promise<boolean> {
    return writeTo(this.#hooks, 'update', async () => {
      const { matchedCount } = await this.#hooks.updateMany(keyOf(hook), { $set: { url: hook.url } });
      return matchedCount > 0;
    });
  }

  remove(key: data.HookKey): Promise<boolean> {
    return writeTo(this.#hooks, 'delete', async () => (await this.#hooks.deleteMany(keyOf(key))).deletedCount > 0);
  }
}

function keyOf(hook: data.Hook | data.HookKey): data.HookKey {
  return 'functionName' in hook ? { functionName: hook.functionName } : { className: hook.className, triggerName: hook.triggerName };
}

function hookOf(document: HookDocument): data.Hook {
  return { ...keyOf(document), url: document.url };
}

function idOf(key: data.HookKey): ObjectId {
  return new ObjectId(hash('sha256', JSON.stringify(key), 'hex').slice(0, ID_DIGITS));
}
