import type { OperatorUpdate, StoredDocument } from '@parlance/values';
import type { ObjectChange } from './object.store.ts';

type Members = Readonly<Record<string, unknown>>;

/** The object of a change as it was read, by id; of the fields that count, at least. */
export type StoredById = ReadonlyMap<string, Members>;

/** An update, and the filter that reaches its object as far as the caller may. */
export interface SharedChange {
  readonly change: ObjectChange;
  readonly filter: Members;
}

/** One statement of an update command. */
export interface SharedStatement {
  readonly filter: Members;
  readonly update: OperatorUpdate;
  /** The members to show, as they are once exactly this statement was carried out. */
  readonly document: StoredDocument;
}

/** Operators whose cost is small, and whose results are known from the values before. */
const OPERATORS: ReadonlySet<string> = new Set(['$set', '$unset', '$inc']);
const NONE: Members = Object.freeze({});

/** Larger updates would keep the others waiting, and many of them do not fit a command. */
const UPDATE_BYTES_MAX = 64 << 10;

/** Whether an update can be one of several in a command. Those of a service that insists on a state of the object are not. */
export function isShareable({ condition, relations, show, update: { update }, updateBytes }: ObjectChange): boolean {
  if (condition !== undefined || relations.length > 0 || updateBytes > UPDATE_BYTES_MAX || isPipeline(update)) return false;
  for (const operator in update) if (!OPERATORS.has(operator)) return false;
  const { $inc = NONE } = update;
  return show.every((path) => path in $inc && !path.includes('.'));
}

function isPipeline(update: ObjectChange['update']['update']): update is Exclude<typeof update, OperatorUpdate> {
  return Array.isArray(update);
}

/** The fields whose values have to be read before the statements can be made; none where no answer shows any. */
export function shownFields(changes: readonly SharedChange[]): ReadonlySet<string> {
  const fields = new Set<string>();
  for (const { change } of changes) for (const field of change.show) fields.add(field);
  return fields;
}

/**
 * The statements of one command that carries out shareable updates in their order, each if the object then has the values from which
 * its answer was computed: whatever others write meanwhile, a statement that was carried out has left exactly `document`.
 *
 * @param stored the objects as they were read, before
 * @returns for each, in order, its statement; undefined for one whose answer cannot be computed here
 */
export function statementsFor(changes: readonly SharedChange[], stored: StoredById): readonly (SharedStatement | undefined)[] {
  const fields = shownFields(changes);
  const objects = new Map<string, KnownNumbers>();
  return changes.map((shared) => {
    const { objectId } = shared.change;
    let known = objects.get(objectId);
    if (known === undefined) objects.set(objectId, (known = numbersOf(stored.get(objectId), fields)));
    const statement = statementFor(shared, known);
    if (statement !== undefined) learn(known, statement.update);
    return statement;
  });
}

/** Values of an object: numbers, and undefined for absent fields. Of fields that are missing here nothing is known. */
type KnownNumbers = Map<string, number | undefined>;

function numbersOf(object: Members | undefined, fields: ReadonlySet<string>): KnownNumbers {
  const known: KnownNumbers = new Map();
  if (object === undefined) return known;
  for (const field of fields) {
    const value = object[field];
    if (value === undefined || isExact(value)) known.set(field, value);
  }
  return known;
}

function statementFor({ change: { objectId, show, update }, filter }: SharedChange, known: KnownNumbers): SharedStatement | undefined {
  const operators = update.update as OperatorUpdate;
  if (show.length === 0) return { filter, update: operators, document: { _id: objectId } };
  const before: Record<string, unknown> = {};
  const document: Record<string, unknown> = { _id: objectId };
  for (const field of show) {
    if (!known.has(field) || field in filter) return undefined;
    const value = known.get(field);
    const sum = (value ?? 0) + Number(operators['$inc']?.[field]);
    if (!isExact(sum)) return undefined;
    before[field] = value ?? { $exists: false };
    document[field] = sum;
  }
  return { filter: { ...filter, ...before }, update: operators, document };
}

/** Numbers with which we count as MongoDB does, be they integers or doubles there. */
function isExact(value: unknown): value is number {
  return typeof value === 'number' && Math.abs(value) <= Number.MAX_SAFE_INTEGER;
}

/** Takes over the values that a statement leaves. */
function learn(known: KnownNumbers, { $set = NONE, $unset = NONE, $inc = NONE }: OperatorUpdate): void {
  if (known.size === 0) return;
  for (const path in $set) note(known, path, $set[path]);
  for (const path in $unset) note(known, path, undefined);
  for (const path in $inc) if (known.has(path)) note(known, path, (known.get(path) ?? 0) + Number($inc[path]));
}

function note(known: KnownNumbers, path: string, value: unknown): void {
  if (known.has(path) && (value === undefined || isExact(value))) known.set(path, value);
  else known.delete(path.split('.', 1)[0] as string);
}
