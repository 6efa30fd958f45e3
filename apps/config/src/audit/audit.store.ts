import { ObjectId, readFrom, writeTo, type Collection, type Filter } from '@parlance/mongo';
import type { config } from '@parlance/contracts';
import type { MongoControlDatabase } from '../registry/mongo-control-database.ts';
import type { AuditChange, AuditEntry } from './audit-entry.ts';

type Stored = AuditEntry & { readonly _id: ObjectId };

const READ_TIME_MS = 8_000;
const DAY_SECONDS = 86_400;
const RETENTION_INDEX = 'retention';

/** The audit, but for the entries that the registry writes with its changes (app.store.ts). */
export class AuditStore {
  readonly #database: MongoControlDatabase;

  constructor(database: MongoControlDatabase) {
    this.#database = database;
  }

  /** Writes an entry before its change, and waits until a majority has it. @returns its id */
  async begin(entry: Omit<AuditEntry, 'at' | 'outcome'>): Promise<string> {
    const audit = await this.#collection();
    const _id = new ObjectId();
    const stored: Stored = { _id, at: new Date(), ...entry, outcome: 'unknown' };
    await writeTo(audit, 'insert', () => audit.insertOne(stored, { writeConcern: { w: 'majority' } }));
    return _id.toHexString();
  }

  /** Tells the outcome of a change, once: an outcome that was told stays. @returns the app of the change, if there is one */
  async end(id: string, { outcome, error, changes, subject }: config.EndChangeRequest): Promise<string | undefined> {
    const audit = await this.#collection();
    const told = { ...(error === undefined ? {} : { error }), ...(subject === undefined ? {} : { subject }) };
    const $set = { outcome, endedAt: new Date(), ...told };
    const $push = { changes: { $each: changes as AuditChange[] } };
    const ended = await writeTo(audit, 'findAndModify', () =>
      audit.findOneAndUpdate({ _id: new ObjectId(id), outcome: 'unknown' }, { $set, $push }, { writeConcern: { w: 'majority' } }),
    );
    return ended?.app;
  }

  /** Newest first. */
  async query(asked: config.QueryAuditRequest): Promise<readonly Stored[]> {
    const audit = await this.#collection();
    return readFrom(audit, 'find', () =>
      audit.find(filterOf(asked), { sort: { _id: -1 }, limit: asked.limit, maxTimeMS: READ_TIME_MS }).toArray(),
    );
  }

  /** Lets MongoDB remove entries of that age. @param days undefined keeps them for ever */
  async keepFor(days: number | undefined): Promise<void> {
    const audit = await this.#collection();
    await writeTo(audit, 'createIndexes', async () => {
      const indexes = await audit.indexes();
      const present = indexes.find(({ name }) => name === RETENTION_INDEX);
      const expireAfterSeconds = days === undefined ? undefined : days * DAY_SECONDS;
      if (present?.['expireAfterSeconds'] === expireAfterSeconds) return;
      if (present !== undefined) await audit.dropIndex(RETENTION_INDEX);
      if (expireAfterSeconds !== undefined) await audit.createIndex({ at: 1 }, { name: RETENTION_INDEX, expireAfterSeconds });
    });
  }

  async #collection(): Promise<Collection<Stored>> {
    const { database } = await this.#database.open();
    return database.collection<Stored>('audit');
  }
}

function filterOf({ app, author, action, subject, from, to, outcome, before }: config.QueryAuditRequest): Filter<Stored> {
  const parts: Filter<Stored>[] = [];
  if (app !== undefined) parts.push({ app });
  // A name of a kind, such as `master`, or the id of an administrator or token.
  if (author !== undefined) parts.push({ $or: [{ who: author as AuditEntry['who'] }, { 'by.id': author }] });
  if (action !== undefined) parts.push({ action });
  if (subject !== undefined) parts.push({ subject });
  if (from !== undefined) parts.push({ at: { $gte: new Date(from) } });
  if (to !== undefined) parts.push({ at: { $lt: new Date(to) } });
  if (outcome === 'done') parts.push({ outcome: { $nin: ['failed', 'unknown'] } });
  else if (outcome !== undefined) parts.push({ outcome });
  if (before !== undefined) parts.push({ _id: { $lt: new ObjectId(before) } });
  return parts.length === 0 ? {} : { $and: parts };
}

/** An entry as it is shown. */
export function shownEntry({
  _id,
  at,
  app,
  action,
  who,
  from,
  by,
  address,
  text,
  outcome,
  error,
  endedAt,
  subject,
  changes,
}: Stored): config.ShownAuditEntry {
  return {
    id: _id.toHexString(),
    at: at.toISOString(),
    app,
    action,
    who,
    requestId: from,
    ...(by === undefined ? {} : { author: { ...by } }),
    ...(address === undefined ? {} : { address }),
    ...(text === undefined ? {} : { text }),
    outcome: outcome ?? 'done',
    ...(error === undefined ? {} : { error }),
    ...(endedAt === undefined ? {} : { endedAt: endedAt.toISOString() }),
    ...(subject === undefined ? {} : { subject }),
    changes: changes.map((change) => ({ ...change })),
  };
}
