import { readFrom, writeTo } from './call.ts';
import type { Collection, Db } from './driver.ts';

/** The collection of the marks; one document for each format, so that services may share a database. */
const COLLECTION = 'formats';
/** A database of a release that made no marks. */
const FIRST = 1;
const LEASE_MS = 15_000;
const RENEWAL_MS = LEASE_MS / 3;
const WAIT_MS = 250;
const DURABLE = { writeConcern: { w: 'majority' } } as const;
const DUPLICATE_KEY = 11_000;

/**
 * One step from a format to the next. It may begin anew after a process was lost in the middle, so that running twice comes to the same as
 * running once. Processes of the release before work on while it runs and after it, until they are replaced: it adds, and a later release
 * takes away.
 */
export interface Migration {
  /** To follow "Migrating: ", for the log. */
  readonly title: string;
  readonly run: (database: Db) => Promise<void>;
}

/** The form in which a service keeps its own database. Its number is one more than the number of migrations. */
export interface DatabaseFormat {
  /** Of the mark: the service's name. */
  readonly id: string;
  readonly migrations: readonly Migration[];
}

/** How a database was found and left. `from` is undefined for a new one. */
export interface BroughtUp {
  readonly from: number | undefined;
  readonly to: number;
}

interface Mark {
  readonly _id: string;
  readonly format: number;
  readonly since: Date;
  /** The process that migrates, until when nobody else does; by MongoDB's clock. */
  readonly lease?: { readonly by: string; readonly until: Date };
}

/** The database was used by a newer release, whose data this one would misread. */
export class NewerDatabaseError extends Error {
  override readonly name = 'NewerDatabaseError';

  constructor(database: string, { id }: DatabaseFormat, found: number, known: number) {
    super(
      `The database "${database}" has format ${found} of the service ${id}, and this release knows formats up to ${known}: a newer release ` +
        'has used it. Start that release or a later one; to go back to this one, restore the backup that was made before the upgrade ' +
        '(docs/operations.md, "Upgrades").',
    );
  }
}

/**
 * Makes sure that a database has the format of this release: marks a new one, and migrates an older one. Of several processes one does it
 * and the others wait; one that is lost in the middle is replaced after a quarter of a minute.
 *
 * @param by a name for this process that no other has
 * @param say told, in sentences, of each step
 * @throws NewerDatabaseError before anything is changed; ParseError of a database that is away; the error of a migration
 */
export async function bringUp(database: Db, format: DatabaseFormat, by: string, say: (sentence: string) => void): Promise<BroughtUp> {
  const marks = database.collection<Mark>(COLLECTION);
  const known = FIRST + format.migrations.length;
  const isNew = await isUnused(database);
  const found = await findOrMark(marks, format.id, isNew ? known : FIRST);
  if (found.format > known) throw new NewerDatabaseError(database.databaseName, format, found.format, known);
  let { format: at } = found;
  while (at < known) {
    if (await take(marks, format.id, at, by)) {
      const { title, run } = format.migrations[at - FIRST]!;
      say(`Migrating ${database.databaseName} from format ${at} to ${at + 1}: ${title}`);
      await renewing(marks, format.id, by, () => run(database));
      await leave(marks, format.id, at, by);
    } else await pause(WAIT_MS);
    at = (await find(marks, format.id))?.format ?? FIRST;
    if (at > known) throw new NewerDatabaseError(database.databaseName, format, at, known);
  }
  return { from: isNew ? undefined : found.format, to: known };
}

/** @throws NewerDatabaseError */
export async function assertNotNewer(database: Db, format: DatabaseFormat): Promise<void> {
  const known = FIRST + format.migrations.length;
  const found = await find(database.collection<Mark>(COLLECTION), format.id);
  if (found !== null && found.format > known) throw new NewerDatabaseError(database.databaseName, format, found.format, known);
}

async function isUnused(database: Db): Promise<boolean> {
  return readFrom(database.collection(COLLECTION), 'listCollections', async () => {
    const all = database.listCollections({}, { nameOnly: true, authorizedCollections: true });
    return !(await all.hasNext());
  });
}

function find(marks: Collection<Mark>, id: string): Promise<Mark | null> {
  return readFrom(marks, 'find', () => marks.findOne({ _id: id }));
}

async function findOrMark(marks: Collection<Mark>, id: string, format: number): Promise<Mark> {
  const first: Mark = { _id: id, format, since: new Date() };
  const known = await find(marks, id);
  if (known !== null) return known;
  try {
    await marks.insertOne(first, DURABLE);
    return first;
  } catch (error) {
    if ((error as { readonly code?: unknown }).code !== DUPLICATE_KEY)
      return await writeTo(marks, 'insert', () => Promise.reject(error as Error));
    return (await find(marks, id)) ?? first;
  }
}

/** @returns whether this process may migrate from `format` now */
async function take(marks: Collection<Mark>, id: string, format: number, by: string): Promise<boolean> {
  const isFree = { $expr: { $lt: [{ $ifNull: ['$lease.until', new Date(0)] }, '$$NOW'] } };
  const { modifiedCount } = await writeTo(marks, 'update', () =>
    marks.updateOne({ _id: id, format, $or: [isFree, { 'lease.by': by }] }, [{ $set: { lease: leaseOf(by) } }], DURABLE),
  );
  return modifiedCount === 1;
}

const leaseOf = (by: string) => ({ by: { $literal: by }, until: { $add: ['$$NOW', LEASE_MS] } });

/** @throws Error when another process has taken over meanwhile, which goes on from here */
async function leave(marks: Collection<Mark>, id: string, format: number, by: string): Promise<void> {
  const { modifiedCount } = await writeTo(marks, 'update', () =>
    marks.updateOne(
      { _id: id, format, 'lease.by': by },
      { $set: { format: format + 1, since: new Date() }, $unset: { lease: '' } },
      DURABLE,
    ),
  );
  if (modifiedCount === 0) throw new Error('A migration took too long without a sign of life; another process has begun it anew.');
}

async function renewing(marks: Collection<Mark>, id: string, by: string, work: () => Promise<void>): Promise<void> {
  const timer = setInterval(() => {
    marks.updateOne({ _id: id, 'lease.by': by }, [{ $set: { lease: leaseOf(by) } }], DURABLE).catch(() => undefined); // `leave` tells
  }, RENEWAL_MS);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms));
}
