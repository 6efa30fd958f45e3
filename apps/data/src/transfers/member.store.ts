/** A member of a relation: `relatedId` is one of those that `owningId` has. */
export interface RelationMember {
  readonly owningId: string;
  readonly relatedId: string;
}

export interface MemberPage {
  readonly members: readonly RelationMember[];
  /** Where the next page begins; absent at the end. */
  readonly next?: string;
}

/**
 * The members of relations as imports and exports see them: as pairs, whoever may read the objects.
 *
 * @throws everywhere RequestTimeout (124), ServiceUnavailable (2)
 */
export interface MemberStore {
  /** Some members, in an order that stays. @param after `next` of the page before */
  page(className: string, field: string, after: string | undefined, limit: number, deadline: number): Promise<MemberPage>;
  /** Adds members; a pair that is there stays one. @returns how many are new */
  add(className: string, field: string, members: readonly RelationMember[], deadline: number): Promise<number>;
  /** Fields of the class whose join collections exist. */
  fieldsWithMembers(className: string): Promise<readonly string[]>;
}
