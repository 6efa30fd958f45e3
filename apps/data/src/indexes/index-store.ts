import type { Hint } from '@parlance/query';

/** Which way a member of an index is sorted, or its kind of index. */
export type IndexDirection = 1 | -1 | '2d' | '2dsphere' | 'text';

export interface IndexOptions {
  /** No two objects may have the same values. */
  readonly unique?: true;
  /** Objects without the field are left out. */
  readonly sparse?: true;
  /** Objects are removed this long after the date in the field. */
  readonly expireAfterSeconds?: number;
}

/** An index to make; its key by stored names, in order. */
export interface NewIndex {
  readonly name: string;
  readonly key: Readonly<Record<string, IndexDirection>>;
  readonly options: IndexOptions;
}

/** An index of a class, as the database has it. */
export interface ClassIndex {
  readonly name: string;
  readonly key: Readonly<Record<string, unknown>>;
  readonly options: IndexOptions;
}

/** An index that is being made, or could not be. `percent` where the database tells how far it is. */
export type IndexBuild = { readonly name: string } & (
  { readonly state: 'building'; readonly percent?: number } | { readonly state: 'failed'; readonly error: string }
);

/** How often the database has used an index since a time. */
export interface UsedIndex extends Pick<ClassIndex, 'name' | 'key'> {
  readonly uses: number;
  readonly since: Date;
  readonly unique: boolean;
}

export interface ClassIndexes {
  /** Those being made included. */
  readonly indexes: readonly ClassIndex[];
  readonly builds: readonly IndexBuild[];
}

/**
 * The indexes of an app's classes. Indexes that are being made, and those that could not be, are recorded where every
 * process sees them.
 */
export interface IndexStore {
  list(className: string): Promise<ClassIndexes>;

  /** None for a class without a collection. */
  uses(className: string, timeMsMax: number): Promise<readonly UsedIndex[]>;

  /** Objects, and bytes as they are stored, of the class and of its indexes. As the database has counted them. */
  sizeOf(className: string, timeMsMax: number): Promise<{ readonly objects: number; readonly bytes: number; readonly indexBytes: number }>;

  /** Stored paths that decide which objects an index holds, and in which order; of all indexes that the hint may mean. */
  pathsOf(className: string, hint: Hint): Promise<ReadonlySet<string>>;

  /** Records that the indexes are being made. The class is described in the schema. */
  recordStart(className: string, indexes: readonly NewIndex[]): Promise<void>;

  /**
   * Makes the indexes, all or none, however long it takes.
   * @throws DuplicateValue (137) values that a unique index forbids; InvalidQuery (102) an index that the database refuses
   */
  make(className: string, indexes: readonly NewIndex[]): Promise<void>;

  /** Records that they exist. */
  recordEnd(className: string, indexes: readonly NewIndex[]): Promise<void>;

  /** Records that they do not exist; with a reason when somebody has still to be told. */
  recordFailure(className: string, indexes: readonly NewIndex[], reason: string | undefined): Promise<void>;

  /** Drops an index, also one that is being made, and its record. */
  drop(className: string, name: string): Promise<void>;
}
