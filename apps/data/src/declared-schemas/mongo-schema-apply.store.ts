import { MongoServerError, readFrom, writeTo, type Collection, type IndexDescription } from '@parlance/mongo';
import { SCHEMA_APPLIES_COLLECTION } from '@parlance/platform-classes';
import type { MongoAppDatabase } from '../apps/mongo-app-database.ts';
import type { MongoIndexKeeper } from '../indexes/mongo-index-keeper.ts';
import type { ApplyWork, SchemaApplyStore, StoredApply } from './schema-apply.store.ts';

/** `text`: JSON of the declared classes, whose members may have any name. `open`: there while it is under way; unique. */
interface ApplyDocument extends Omit<StoredApply, 'id'> {
  readonly _id: string;
  readonly text: string;
  readonly open?: true;
  readonly worker: string | null;
  readonly until: Date | null;
}

/** Longer than any step but the removal of values of very many objects, which another process would go on with. */
const LEASE_MS = 30_000;
const KEPT_MAX = 50;
const DUPLICATE_KEY = 11_000;
const INDEXES: readonly IndexDescription[] = [
  { key: { open: 1 }, name: 'one_at_a_time', unique: true, partialFilterExpression: { open: true } },
  { key: { startedAt: -1 }, name: 'by_start' },
];

/** `_SchemaApplies` */
export class MongoSchemaApplyStore implements SchemaApplyStore {
  readonly #applies: Collection<ApplyDocument>;
  readonly #indexes: MongoIndexKeeper;

  constructor(database: MongoAppDatabase, indexes: MongoIndexKeeper) {
    this.#applies = database.collection<ApplyDocument>(SCHEMA_APPLIES_COLLECTION);
    this.#indexes = indexes;
  }

  async start(id: string, declared: ApplyWork['declared'], total: number): Promise<boolean> {
    await this.#indexes.keep(this.#applies, INDEXES);
    const progress = { state: 'waiting', done: 0, total, startedAt: new Date(), endedAt: null, error: null } as const;
    const document: ApplyDocument = { _id: id, text: JSON.stringify(declared), open: true, worker: null, until: null, ...progress };
    const isStarted = await writeTo(this.#applies, 'insert', async () => {
      try {
        await this.#applies.insertOne(document);
        return true;
      } catch (error) {
        if (error instanceof MongoServerError && error.code === DUPLICATE_KEY) return false;
        throw error;
      }
    });
    if (isStarted) await this.#removeOld();
    return isStarted;
  }

  async read(id: string): Promise<StoredApply | undefined> {
    const found = await readFrom(this.#applies, 'find', () => this.#applies.findOne({ _id: id }));
    return found === null ? undefined : storedApply(found);
  }

  async list(count: number): Promise<readonly StoredApply[]> {
    const found = await readFrom(this.#applies, 'find', () => this.#applies.find({}, { sort: { startedAt: -1 }, limit: count }).toArray());
    return found.map(storedApply);
  }

  async hold(id: string, worker: string): Promise<ApplyWork | undefined> {
    const now = new Date();
    const free = { _id: id, open: true as const, $or: [{ worker }, { until: null }, { until: { $lt: now } }] };
    const held = { worker, until: new Date(now.getTime() + LEASE_MS), state: 'running' as const };
    const found = await writeTo(this.#applies, 'findAndModify', () =>
      this.#applies.findOneAndUpdate(free, { $set: held }, { returnDocument: 'after' }),
    );
    return found === null ? undefined : { ...storedApply(found), declared: JSON.parse(found.text) as ApplyWork['declared'] };
  }

  async note(id: string, done: number, total: number): Promise<void> {
    await writeTo(this.#applies, 'update', () => this.#applies.updateOne({ _id: id }, { $set: { done, total } }));
  }

  async end(id: string, state: 'done' | 'failed' | 'cancelled', error: string | null): Promise<void> {
    const ended = { $set: { state, error, endedAt: new Date(), until: null }, $unset: { open: '' as const } };
    await writeTo(this.#applies, 'update', () => this.#applies.updateOne({ _id: id, open: true as const }, ended));
  }

  async #removeOld(): Promise<void> {
    const kept = await this.list(KEPT_MAX);
    const oldest = kept.length < KEPT_MAX ? undefined : kept.at(-1)?.startedAt;
    if (oldest === undefined) return;
    await writeTo(this.#applies, 'delete', () => this.#applies.deleteMany({ startedAt: { $lt: oldest }, open: { $exists: false } }));
  }
}

function storedApply({ _id: id, state, done, total, startedAt, endedAt, error }: ApplyDocument): StoredApply {
  return { id, state, done, total, startedAt, endedAt, error };
}
