import { MongoBulkWriteError, readFrom, writeTo, type Collection, type Db, type WriteError } from '@parlance/mongo';
import type { EventDocument } from '../database/documents.ts';
import type { MongoAnalyticsDatabase } from '../database/mongo-analytics-database.ts';
import { DAY_MS, dayOf, startOf } from './time.ts';

/** An event to be stored, and how many days it is kept. */
export interface StorableEvent {
  readonly document: EventDocument;
  readonly days: number;
}

const DUPLICATE_KEY = 11_000;
const NAME = /^raw_(\d+)_(\d{8})$/;

/** Single events, in one collection for each day and time that they are kept: a collection is dropped whole, which costs nothing. */
export class EventStore {
  readonly #database: MongoAnalyticsDatabase;
  /** Collections that have their index. */
  readonly #prepared = new Set<string>();

  constructor(database: MongoAnalyticsDatabase) {
    this.#database = database;
  }

  /**
   * Stores events, those that are there from an earlier reading of the same entries included.
   *
   * @param events no two of them with the same id
   * @returns the ids of events that another entry has brought before: repetitions of a client
   */
  async insert(events: readonly StorableEvent[]): Promise<ReadonlySet<string>> {
    const { database } = await this.#database.open();
    const byCollection = Map.groupBy(events, ({ document: { t }, days }) => `raw_${days}_${dayOf(t.getTime())}`);
    const repeated = new Set<string>();
    for (const [name, group] of byCollection) {
      const collection = await this.#prepare(database, name);
      const documents = group.map(({ document }) => document);
      const known = await insertNew(collection, documents);
      if (known.length > 0) for (const id of await broughtBefore(collection, known)) repeated.add(id);
    }
    return repeated;
  }

  /** The collections with events of these days, oldest first. @param from and to: epoch milliseconds, `to` excluded */
  async collections(from: number, to: number): Promise<readonly Collection<EventDocument>[]> {
    const { database } = await this.#database.open();
    return (await this.#names(database))
      .filter(({ day }) => startOf(day) < to && startOf(day) + DAY_MS > from)
      .sort((one, other) => (one.day < other.day ? -1 : 1))
      .map(({ name }) => database.collection<EventDocument>(name));
  }

  /** Drops the collections whose time is over. @returns their names */
  async dropOld(now: number): Promise<readonly string[]> {
    const { database } = await this.#database.open();
    const old = (await this.#names(database)).filter(({ day, days }) => startOf(day) + (1 + days) * DAY_MS <= now);
    for (const { name } of old) {
      await writeTo(database.collection(name), 'drop', () => database.dropCollection(name));
      this.#prepared.delete(name);
    }
    return old.map(({ name }) => name);
  }

  async #names(database: Db): Promise<{ readonly name: string; readonly days: number; readonly day: string }[]> {
    const list = await readFrom(database.collection('raw'), 'listCollections', () =>
      database.listCollections({ name: /^raw_/ }, { nameOnly: true }).toArray(),
    );
    return list.flatMap(({ name }) => {
      const [, days, day] = NAME.exec(name) ?? [];
      return days === undefined || day === undefined ? [] : [{ name, days: Number(days), day }];
    });
  }

  async #prepare(database: Db, name: string): Promise<Collection<EventDocument>> {
    const collection = database.collection<EventDocument>(name);
    if (!this.#prepared.has(name)) {
      await writeTo(collection, 'createIndexes', () => collection.createIndex({ a: 1, n: 1, t: 1 }));
      this.#prepared.add(name);
    }
    return collection;
  }
}

/** Inserts of one command: each that is there already costs the database a try of its own. */
const INSERTS_MAX = 2_000;

/** @returns the documents whose ids are there already */
async function insertNew(collection: Collection<EventDocument>, documents: readonly EventDocument[]): Promise<readonly EventDocument[]> {
  const known: EventDocument[] = [];
  for (let from = 0; from < documents.length; from += INSERTS_MAX) {
    known.push(...(await insertGroup(collection, documents.slice(from, from + INSERTS_MAX))));
  }
  return known;
}

async function insertGroup(collection: Collection<EventDocument>, documents: readonly EventDocument[]): Promise<readonly EventDocument[]> {
  return writeTo(collection, 'insertMany', async () => {
    try {
      await collection.insertMany(documents, { ordered: false });
      return [];
    } catch (error) {
      if (!(error instanceof MongoBulkWriteError)) throw error;
      const faults = Array.isArray(error.writeErrors) ? error.writeErrors : [error.writeErrors];
      if (faults.length === 0 || faults.some(({ code }) => code !== DUPLICATE_KEY)) throw error;
      return faults.flatMap(({ index }: WriteError) => documents[index] ?? []);
    }
  });
}

/** Of documents that are there already, the ids of those that another entry has brought. */
async function broughtBefore(collection: Collection<EventDocument>, known: readonly EventDocument[]): Promise<readonly string[]> {
  const ids = known.map(({ _id }) => _id);
  const stored = await readFrom(collection, 'find', () => collection.find({ _id: { $in: ids } }, { projection: { s: 1 } }).toArray());
  const numbers = new Map(stored.map(({ _id, s }) => [_id, s]));
  return known.filter(({ _id, s }) => numbers.get(_id) !== s).map(({ _id }) => _id);
}
