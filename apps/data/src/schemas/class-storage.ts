/** A field that has left its class, and whose values are still to be removed from the objects. */
export interface RemovedField {
  readonly field: string;
  /** Its members are in a collection of their own. */
  readonly isRelation: boolean;
}

/** Whole collections of one app: the part of a class apart from its description and from single objects. */
export interface ClassStorage {
  /**
   * Makes a relation's members ready to be written, before anybody can know of the field: with the index by which a member is one document.
   * A relation of the same name may have been removed, and others may still believe in its collection.
   */
  prepareRelation(className: string, field: string): Promise<void>;

  /** Begins to make the indexes of fields that hold places. Returns at once. */
  keepPlaces(className: string, fields: readonly string[]): void;

  /**
   * Removes the values of fields from all objects, and the members of relations. The times of the objects stay.
   *
   * @param mayGoOn asked before each batch, and before members are dropped
   * @returns false when it was broken off by that
   */
  sweep(className: string, fields: readonly RemovedField[], mayGoOn: () => Promise<boolean>): Promise<boolean>;

  /** Objects of the class, whether it is described or not. Exact. */
  count(className: string): Promise<number>;

  /**
   * Objects that hold a field, or members of a relation. @param timeMsMax milliseconds
   * @returns undefined where counting takes longer
   */
  countHolders(className: string, field: RemovedField, timeMsMax: number): Promise<number | undefined>;

  /**
   * Removes every object, and the members of the relations. @param deadline epoch milliseconds
   * @throws RequestTimeout (124) when not everything is gone by then; removed objects stay removed
   */
  clear(className: string, relations: readonly string[], deadline: number): Promise<void>;

  /** Drops the class's collection and those of its relations, with all their indexes. */
  drop(className: string, relations: readonly string[]): Promise<void>;

  /** Forgets everything known of the class's collection, since it is not true any more. */
  forget(className: string): void;

  /**
   * Removes values that a write has left in an object although the field was removed, or has another type, since that write began.
   *
   * @param left stored names, each with the value that the write has put there
   */
  takeBack(className: string, objectId: string, left: ReadonlyMap<string, unknown>): Promise<void>;

  /** Removes an object that was saved into a class while that was dropped. */
  takeBackObject(className: string, objectId: string): Promise<void>;
}
