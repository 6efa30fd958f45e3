import { TRIGGER_KINDS, type data } from '@parlance/contracts';
import { readFrom, type Collection, type IndexDescription } from '@parlance/mongo';
import { HOOKS, JOIN_PREFIX, PLATFORM_CLASSES } from '@parlance/platform-classes';
import type { StoredDocument } from '@parlance/values';
import type { Logger } from '@parlance/telemetry';
import type { MongoAppDatabase } from '../apps/mongo-app-database.ts';
import { uniqueIndexesOf } from '../indexes/class-indexes.ts';
import type { MongoIndexKeeper } from '../indexes/mongo-index-keeper.ts';
import { RELATION_INDEXES } from '../indexes/mongo-indexes.ts';
import type { DatabaseHealth } from './database-health.ts';

const PAIRS = RELATION_INDEXES.filter(({ unique }) => unique === true);
/** A report waits this long for indexes that are being made; others are told as missing. */
const WAIT_MS = 1_000;

/** A collection that is there, and the indexes by which its values are kept apart. */
interface Ruled {
  readonly collection: Collection<StoredDocument>;
  readonly indexes: readonly IndexDescription[];
}

export class MongoDatabaseHealth implements DatabaseHealth {
  readonly #database: MongoAppDatabase;
  readonly #keeper: MongoIndexKeeper;

  constructor(database: MongoAppDatabase, keeper: MongoIndexKeeper) {
    this.#database = database;
    this.#keeper = keeper;
  }

  async report(): Promise<data.AppHealth> {
    const [ruled, unservedTriggers] = await Promise.all([this.#ruled(), this.#triggers()]);
    await soon(this.#keepAll(ruled));
    const blocked = this.#keeper.blocked.map(({ collection, index, duplicates }) => {
      return { collection, index, state: 'duplicates' as const, duplicates: duplicates.map((ids) => [...ids]) };
    });
    const known = new Set(blocked.map(({ collection, index }) => `${collection} ${index}`));
    const others = ruled.flatMap(({ collection, indexes }) =>
      indexes
        .filter((index) => !this.#keeper.stands(collection, index) && !known.has(`${collection.collectionName} ${index.name}`))
        .map(({ name = '' }) => ({ collection: collection.collectionName, index: name, state: 'missing' as const, duplicates: [] })),
    );
    return { missingIndexes: [...blocked, ...others], unservedTriggers };
  }

  /** Triggers of live queries, which an adopted database may declare, run at the server that it comes from, and not here. */
  async warnOfTriggers(logger: Logger): Promise<void> {
    const triggers = await this.#triggers();
    if (triggers > 0)
      logger.warn({ triggers }, 'The database declares triggers in _Hooks that nothing calls: there are none of that name here.');
  }

  #triggers(): Promise<number> {
    const hooks = this.#database.collection(HOOKS);
    return readFrom(hooks, 'aggregate', () => hooks.countDocuments({ triggerName: { $type: 'string', $nin: [...TRIGGER_KINDS] } }));
  }

  /** Making an index makes its collection: only those that are there are looked at. */
  async #ruled(): Promise<readonly Ruled[]> {
    const { db } = this.#database.collection(HOOKS);
    const prefix = this.#database.nameOf('');
    const listed = await db.listCollections({}, { nameOnly: true }).toArray();
    const names = new Set(listed.filter(({ name }) => name.startsWith(prefix)).map(({ name }) => name.slice(prefix.length)));
    const classes = PLATFORM_CLASSES.filter(({ name }) => names.has(name)).map(({ name }) => this.#of(name, uniqueIndexesOf(name, [])));
    const joins = [...names].filter((name) => name.startsWith(JOIN_PREFIX)).map((name) => this.#of(name, PAIRS));
    return [...classes, ...joins].filter(({ indexes }) => indexes.length > 0);
  }

  #of(name: string, indexes: readonly IndexDescription[]): Ruled {
    return { collection: this.#database.collection(name), indexes };
  }

  async #keepAll(ruled: readonly Ruled[]): Promise<void> {
    for (const { collection, indexes } of ruled) {
      await this.#keeper.keep(collection, indexes);
      await this.#keeper.explained(collection);
    }
  }
}

async function soon(work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const waited = new Promise<void>((resolve) => (timer = setTimeout(resolve, WAIT_MS)));
  await Promise.race([work, waited]);
  clearTimeout(timer);
}
