import type { Authorized, AuthorizedAccess } from '@parlance/acl';
import type { IndexDescription } from '@parlance/mongo';
import type { Condition, FindQuery, Hint, ReadPreference } from '@parlance/query';
import type { ClassSchema, DocumentUpdate, Polygon, RelationChange, StoredDocument } from '@parlance/values';

/** How the database shall read; undefined leaves it to the database. */
export interface ReadAdvice {
  readonly hint?: Hint | undefined;
  readonly comment?: string | undefined;
  readonly readPreference?: ReadPreference | undefined;
}

export interface CountQuery extends ReadAdvice {
  readonly schema: ClassSchema;
  readonly condition: Condition;
}

/** Which objects of a class, in which order, and which of their fields; condition, names and bounds are checked. */
export interface ObjectQuery extends CountQuery, Pick<FindQuery, 'order' | 'limit' | 'skip' | 'keys' | 'excludeKeys'> {
  /** Most bytes of all objects together, as stored. Small results may have more: one reply of the database is not counted. */
  readonly bytesMax?: number;
}

/** The members that one save adds to and removes from a relation field. */
export interface FieldRelationChange extends Pick<RelationChange, 'add' | 'remove'> {
  readonly field: string;
}

export interface NewObject {
  readonly className: string;
  readonly document: StoredDocument;
  readonly relations: readonly FieldRelationChange[];
}

export interface ObjectTarget {
  readonly schema: ClassSchema;
  readonly objectId: string;
}

export interface ObjectChange extends ObjectTarget {
  /** The condition on the object for the change to happen, as one step with it. */
  readonly condition: Condition | undefined;
  readonly update: DocumentUpdate;
  /** Of its first form. */
  readonly updateBytes: number;
  /** Stored paths to give back as they are afterwards. */
  readonly show: readonly string[];
  readonly relations: readonly FieldRelationChange[];
  /** Most bytes the object may have afterwards. */
  readonly sizeBytesMax: number;
}

/** A write that makes its class grow. */
export type RehearsedWrite =
  | { readonly kind: 'create'; readonly object: Authorized<NewObject> }
  | { readonly kind: 'update'; readonly change: AuthorizedAccess<ObjectChange> };

/** The collections that a transaction is going to write to: the class of an object, and the relations whose members change with it. */
export interface WriteTarget {
  readonly className: string;
  readonly relations: readonly FieldRelationChange[];
}

/**
 * How the objects of one app are queried.
 *
 * @throws everywhere RequestTimeout (124), ServiceUnavailable (2); InvalidQuery (102) more bytes than `bytesMax`
 */
export interface ObjectReads {
  find(query: AuthorizedAccess<ObjectQuery>, timeMsMax: number): Promise<StoredDocument[]>;

  /** The same, each document as the BSON it is stored as, for an answer that is printed from that. */
  findRaw(query: AuthorizedAccess<ObjectQuery>, timeMsMax: number): Promise<Uint8Array[]>;

  /** A document of findRaw() as find() gives it. */
  decode(raw: Uint8Array): StoredDocument;

  /** How many objects there are; of a whole class from the database's own statistics, in constant time. */
  count(query: AuthorizedAccess<CountQuery>, timeMsMax: number): Promise<number>;
}

/** The writes that a transaction is made of. Each sees the results of those before it. */
export type ObjectWriter = Pick<ObjectWrites, 'insert' | 'update' | 'remove' | 'exists'>;

/**
 * How the objects of one app are written. Every access is sealed by libs/acl, and the part of the objects that it leaves is part of the
 * database's own filter: between a check and a write nothing can change.
 *
 * `deadline` is in epoch milliseconds: `exists` is ended by the database at it; writes are not begun after it.
 *
 * @throws everywhere RequestTimeout (124), ServiceUnavailable (2); DuplicateValue (137) where a unique index refuses a write
 */
export interface ObjectWrites {
  /** Object and relation members together, or nothing. @returns false when the class has an object of this id */
  insert(object: Authorized<NewObject>, deadline: number): Promise<boolean>;

  /** At least one object, all of one class and without relation changes. @returns for each, in order, why it was not stored; undefined when it was */
  insertMany(objects: readonly Authorized<NewObject>[], deadline: number): Promise<readonly (Error | undefined)[]>;

  /**
   * Object and relation members together, or nothing.
   * @returns the members that `show` names, or undefined when the caller can reach no such object
   */
  update(change: AuthorizedAccess<ObjectChange>, deadline: number): Promise<StoredDocument | undefined>;

  /** Tells whether the caller can reach the object. */
  exists(target: AuthorizedAccess<ObjectTarget>, deadline: number): Promise<boolean>;

  /** Removes every object that the condition matches. @returns how many */
  removeMatching(query: AuthorizedAccess<CountQuery>, deadline: number): Promise<number>;

  /**
   * Resolves when the indexes exist that a class of the platform needs before its first write, and the `further` ones of this write, or
   * are known not to.
   */
  prepare(schema: ClassSchema, further: readonly IndexDescription[]): Promise<void>;

  /**
   * Looks whether the database would take the object, and writes nothing. Says nothing where the database has no transactions.
   * @throws the refusal that the write itself would meet: IncorrectType (111), DuplicateValue (137), and the like
   */
  rehearse(write: RehearsedWrite, deadline: number): Promise<void>;

  /** @throws IncorrectType (111) for an area whose edges cross, in a field that is still to be */
  assertSimple(className: string, field: string, polygon: Polygon): Promise<void>;

  /** @returns false when the caller can reach no such object */
  remove(target: AuthorizedAccess<ObjectTarget>, deadline: number): Promise<boolean>;

  /**
   * Runs `work` in one transaction: all its writes happen, or none. Other transactions see none of them before. On a server that is no
   * member of a replica set, which has no transactions, the writes happen one after the other.
   *
   * @param targets all that `work` may write to: classes exist, and have all the fields that are written
   * @param work runs again when another transaction was in its way. Its errors end the transaction, and so have to be thrown on
   * @throws RequestTimeout (124) at the deadline, when nothing was written, and when the outcome of the end is unknown
   */
  inTransaction<R>(targets: readonly WriteTarget[], deadline: number, work: (objects: ObjectWriter) => Promise<R>): Promise<R>;
}
