import type { AuthorizedAccess } from '@parlance/acl';
import type { Condition, FieldPath, OrderTerm, ReadPreference } from '@parlance/query';
import type { ClassSchema, StoredDocument } from '@parlance/values';

/** Takes a part of the findings. Its errors end the reading. */
export type Take<T> = (found: readonly T[]) => void;

/** How the database shall read. */
export interface ReferenceReading {
  readonly timeMsMax: number;
  readonly readPreference: ReadPreference | undefined;
}

/** Objects that a condition on other objects is about. Without a limit all of them are meant, however many there are. */
export interface ReferenceQuery {
  readonly schema: ClassSchema;
  readonly condition: Condition;
  readonly order: readonly OrderTerm[];
  readonly limit: number | undefined;
  readonly skip: number;
}

/** A relation of a class: `field` of objects of `className`. */
export interface RelationField {
  readonly className: string;
  readonly field: string;
}

export interface Membership {
  readonly owningId: string;
  readonly relatedId: string;
}

/**
 * The values of other objects that a condition is answered from. Results are handed on in parts while they come: there
 * may be very many of them.
 *
 * @throws everywhere RequestTimeout (124), ServiceUnavailable (2); InvalidQuery (102) faults of a query that only the database can find
 */
export interface ReferenceStore {
  /** The ids of the objects that a query finds. */
  eachId(query: AuthorizedAccess<ReferenceQuery>, reading: ReferenceReading, take: Take<string>): Promise<void>;

  /** The same as documents that hold one field of it, beside their id. */
  eachDocument(
    query: AuthorizedAccess<ReferenceQuery>,
    field: FieldPath,
    reading: ReferenceReading,
    take: Take<StoredDocument>,
  ): Promise<void>;

  /** The ids of an object's members, whether these exist or not. */
  eachMember(relation: RelationField, owningId: string, reading: ReferenceReading, take: Take<string>): Promise<void>;

  /** The ids of the objects that have one of the members, perhaps more than once. */
  eachOwner(relation: RelationField, memberIds: readonly string[], reading: ReferenceReading, take: Take<string>): Promise<void>;

  /** Which object has which of the members. */
  eachMembership(relation: RelationField, memberIds: readonly string[], reading: ReferenceReading, take: Take<Membership>): Promise<void>;
}
