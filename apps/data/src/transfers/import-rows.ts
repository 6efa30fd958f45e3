import { setImmediate as nextTurn } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { authorize, authorizeCreate, defaultAcl, aclMembers, parseAcl } from '@parlance/acl';
import type { data } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { isIn } from '@parlance/query';
import { BODY_LIMITS, documentToCreate, type AclMembers, type ClassSchema, type ObjectWrite, type StoredDocument } from '@parlance/values';
import { queryTimeMs } from '../find/query-time.ts';
import { isLate, settleLateWrites } from '../removals/late-writes.ts';
import { growClassForAll, schemaFor } from '../schemas/grow-class.ts';
import { prepareIndexes } from '../write/before-saving.ts';
import { completeWrite, type CompletedWrite } from '../write/complete-write.ts';
import { assertDocumentSize } from '../write/mongo-document-size.ts';
import { namingTaken } from '../write/naming-taken.ts';
import { storeOne, tellOfAll, tellsNobody } from '../write/pipeline.ts';
import { prepareUpdate } from '../write/prepare-update.ts';
import type { PreparedCreate, StoredWrite } from '../write/prepared-write.ts';
import { rehearseGrowth } from '../write/rehearse-growth.ts';
import type { Writing } from '../write/writing.ts';
import { sentAcl, type WritingClass } from '../write/writing-class.ts';
import { importedId } from './imported-id.ts';
import { readRow, type RowRules } from './read-row.ts';
import { RowOutcomes } from './row-outcomes.ts';

/** Rows that are read in one turn of the event loop: requests of others wait no longer than for these. */
const ROWS_PER_TURN = 25;
/** Updates of one page that are under way at a time. */
const UPDATES_TOGETHER = 8;

type Asked = Pick<data.ImportRowsRequest, 'importId' | 'startedAt' | 'onExisting' | 'exact' | 'mayRepeat' | 'rows'>;

/** A row that was read. `at` is its place in the page. */
interface ReadRow {
  readonly at: number;
  readonly objectId: string;
  readonly write: CompletedWrite;
}

type PreparedRow = ReadRow & { readonly prepared: PreparedCreate };

/**
 * Stores one page of an import. Every row has an outcome of its own; a page that comes again changes nothing that it has changed already.
 *
 * @param target the class, in which no trigger runs
 * @param rows as many as `asked.rows`, unchecked
 */
export async function importPage(writing: Writing, target: WritingClass, asked: Asked, rows: readonly unknown[]): Promise<RowOutcomes> {
  const outcomes = new RowOutcomes(asked.rows);
  const read = await readRows(writing, target, asked, rows, outcomes);
  const { schema, fitting } = await growFor(writing, target, asked, read, outcomes);
  const prepared = await prepareAll(writing, target, schema, asked, fitting, outcomes);
  const known = asked.mayRepeat || asked.onExisting === 'update' ? await storedObjects(writing, schema, prepared) : NONE;
  const fresh: PreparedRow[] = [];
  const existing: PreparedRow[] = [];
  for (const row of prepared) {
    const stored = known.get(row.objectId);
    if (stored === undefined) fresh.push(row);
    else if (asked.mayRepeat && isDeepStrictEqual(stored, row.prepared.object.document)) outcomes.created(row.at);
    else if (asked.onExisting === 'update') existing.push(row);
    else outcomes.fail(row.at, taken(), row.objectId);
  }
  const stored = [...(await insertAll(writing, target, fresh, outcomes)), ...(await updateAll(writing, target, existing, outcomes))];
  if (stored.length > 0) await tellOf(writing, target, stored);
  return outcomes;
}

const NONE: ReadonlyMap<string, StoredDocument> = new Map();

function taken(): ParseError {
  return new ParseError('DuplicateValue', 'An object of this objectId exists already.');
}

async function readRows(
  { app }: Writing,
  target: WritingClass,
  asked: Asked,
  rows: readonly unknown[],
  outcomes: RowOutcomes,
): Promise<readonly ReadRow[]> {
  const { classicLimits, writeFieldsMax, writeRelationsMax, objectIdSize, allowCustomObjectId } = app.settings;
  const limits = { ...BODY_LIMITS, fields: writeFieldsMax, relations: writeRelationsMax };
  const { className, known, rules, asked: kind } = target;
  const rowRules: RowRules = {
    className,
    exact: asked.exact,
    idLength: objectIdSize,
    anyId: allowCustomObjectId,
    write: { classicLimits, limits, schema: known },
  };
  const read: ReadRow[] = [];
  for (const [at, row] of rows.entries()) {
    if (at > 0 && at % ROWS_PER_TURN === 0) await nextTurn();
    outcomes.attempt(at, () => {
      const write = readRow(row, rowRules);
      if (!asked.exact) rules?.assertImport?.(write, kind);
      const objectId = write.objectId ?? importedId(asked.importId, asked.rows[at] as number, objectIdSize);
      read.push({ at, objectId, write: asked.exact ? { ...write, defaults: {} } : completeWrite(write, known, 'create') });
    });
  }
  return read;
}

/** Gives the class all that the rows need. @returns the class, and the rows that fit it */
async function growFor(
  writing: Writing,
  target: WritingClass,
  asked: Asked,
  rows: readonly ReadRow[],
  outcomes: RowOutcomes,
): Promise<{ readonly schema: ClassSchema; readonly fitting: readonly ReadRow[] }> {
  const { className, known } = target;
  const rehearsed = new Set<string>();
  const taken: ReadRow[] = [];
  let grows = known === undefined && rows.length > 0;
  for (const row of rows) {
    await outcomes.attemptLater(row.at, async () => {
      const schema = schemaFor(row.write, known, className);
      if (schema !== known) {
        grows = true;
        // One row of each shape says whether the database takes such values.
        const shape = [...schema.fields.keys()].filter((name) => known?.fields.has(name) !== true).join();
        if (!rehearsed.has(shape)) await rehearseGrowth(writing, target, prepare(writing, target, schema, asked, row), row.write);
        rehearsed.add(shape);
      }
      taken.push(row);
    });
  }
  if (!grows || taken.length === 0) return { schema: known ?? schemaFor(NO_WRITE, known, className), fitting: taken };
  const { schema, refused } = await growClassForAll(
    writing.app,
    writing.identity,
    known,
    className,
    taken.map(({ write }) => write),
    'create',
  );
  for (const [place, refusal] of refused) outcomes.fail((taken[place] as ReadRow).at, refusal);
  return { schema, fitting: taken.filter((_row, place) => !refused.has(place)) };
}

const NO_WRITE: ObjectWrite = { changes: new Map(), acl: undefined };

async function prepareAll(
  writing: Writing,
  target: WritingClass,
  schema: ClassSchema,
  asked: Asked,
  rows: readonly ReadRow[],
  outcomes: RowOutcomes,
): Promise<readonly PreparedRow[]> {
  const prepared: PreparedRow[] = [];
  for (const [place, row] of rows.entries()) {
    if (place > 0 && place % ROWS_PER_TURN === 0) await nextTurn();
    await outcomes.attemptLater(row.at, async () => {
      if (target.rules !== undefined) await prepareIndexes(writing, target, target.rules, row.write);
      prepared.push({ ...row, prepared: prepare(writing, target, schema, asked, row) });
    });
  }
  return prepared;
}

/** The object of a row, ready to be stored. @throws InvalidAcl (123), ObjectTooLarge (116) */
function prepare(writing: Writing, target: WritingClass, schema: ClassSchema, asked: Asked, { objectId, write }: ReadRow): PreparedCreate {
  const { app, identity } = writing;
  const acl = asked.exact ? exactAcl(write.acl) : (sentAcl(writing, target, objectId, write) ?? givenAcl(writing, schema));
  const document = documentToCreate(schema, write, { objectId, now: new Date(asked.startedAt), acl });
  assertDocumentSize(document, app.settings.maxObjectSize);
  const object = authorizeCreate(identity, schema, { className: target.className, document, relations: [] });
  return { kind: 'create', target, schema, write: { ...write, objectId }, object, triggered: undefined };
}

function exactAcl(sent: unknown): AclMembers | undefined {
  const acl = parseAcl(sent);
  return acl === undefined ? undefined : aclMembers(acl);
}

function givenAcl({ identity }: Writing, { classPermissions }: ClassSchema): AclMembers | undefined {
  const given = classPermissions === undefined ? undefined : defaultAcl(classPermissions, identity);
  return given === undefined ? undefined : aclMembers(given);
}

/** The objects that are there already, by their ids. */
async function storedObjects(
  { app, identity, deadline }: Writing,
  schema: ClassSchema,
  rows: readonly PreparedRow[],
): Promise<ReadonlyMap<string, StoredDocument>> {
  if (rows.length === 0) return NONE;
  const condition = isIn(
    'objectId',
    rows.map(({ objectId }) => objectId),
  );
  const page = { order: [], limit: rows.length, skip: 0, keys: undefined, excludeKeys: undefined };
  const query = authorize(identity, schema, 'find', { schema, condition, ...page });
  const found = await app.reads.find(query, queryTimeMs(app.settings.queryTimeoutMs, deadline));
  return new Map(found.map((document) => [document['_id'] as string, document]));
}

/** One bulk write; rows that a unique index has refused are tried alone where the class gives its indexes a meaning. */
async function insertAll(
  writing: Writing,
  target: WritingClass,
  rows: readonly PreparedRow[],
  outcomes: RowOutcomes,
): Promise<readonly StoredWrite[]> {
  if (rows.length === 0) return [];
  const objects = rows.map(({ prepared }) => prepared.object);
  const failures = await writing.app.writes.insertMany(objects, writing.deadline);
  const stored: StoredWrite[] = [];
  for (const [place, row] of rows.entries()) {
    const failure = failures[place];
    const isUnexplained = target.rules?.taken !== undefined && failure instanceof ParseError && failure.kind === 'DuplicateValue';
    if (failure === undefined) stored.push(storedRow(row));
    else if (isUnexplained) {
      const one = await outcomes.attemptLater(row.at, () => storeOne(writing, row.prepared), row.objectId);
      if (one !== undefined) stored.push(one);
      else continue;
    } else {
      outcomes.fail(row.at, namingTaken(target, failure), row.objectId);
      continue;
    }
    outcomes.created(row.at);
  }
  return stored;
}

function storedRow({ objectId, prepared: { target, schema, write, object } }: PreparedRow): StoredWrite {
  return { kind: 'create', target, schema, objectId, write, document: object.document, triggered: undefined };
}

async function updateAll(
  writing: Writing,
  target: WritingClass,
  rows: readonly PreparedRow[],
  outcomes: RowOutcomes,
): Promise<readonly StoredWrite[]> {
  const stored: StoredWrite[] = [];
  const waiting = rows.values();
  const updateNext = async (): Promise<void> => {
    for (const { at, objectId, write } of waiting) {
      const { changes, acl } = write;
      const update = { className: target.className, objectId, body: {}, added: {}, decoded: { changes, acl } };
      const one = await outcomes.attemptLater(at, async () => storeOne(writing, await prepareUpdate(writing, update)), objectId);
      if (one === undefined) continue;
      stored.push(one);
      outcomes.updated(at);
    }
  };
  await Promise.all(Array.from({ length: Math.min(UPDATES_TOGETHER, rows.length) }, updateNext));
  return stored;
}

/** New users and sessions make no identity stale; roles do, and so does everything that was changed. */
async function tellOf(writing: Writing, { rules }: WritingClass, stored: readonly StoredWrite[]): Promise<void> {
  const { app } = writing;
  let toldOfRoles = false;
  for (const { kind, objectId, write } of stored) {
    const change = rules?.staleAfter?.(objectId, write);
    if (change === undefined || (kind === 'create' && change.kind !== 'roles') || (change.kind === 'roles' && toldOfRoles)) continue;
    app.announceIdentityChange(change.kind === 'roles' ? { kind: 'roles' } : change);
    toldOfRoles ||= change.kind === 'roles';
  }
  if (isLate(writing)) await settleLateWrites(app, stored);
  if (!tellsNobody(app.slots)) await tellOfAll(writing, stored);
}
