import type { AuthorizedAccess } from '@parlance/acl';
import type { FieldPath } from '@parlance/query';
import type { StoredDocument } from '@parlance/values';
import type { Membership, ReferenceQuery, ReferenceReading, ReferenceStore, RelationField, Take } from '../resolve/reference.store.ts';
import type { QueryWatch } from './query-watch.ts';

/**
 * The store that conditions on other objects are answered from, each subquery watched. Rows of relations are found by
 * their indexes alone.
 */
export class WatchedReferences implements ReferenceStore {
  readonly #references: ReferenceStore;
  readonly #watch: QueryWatch;

  constructor(references: ReferenceStore, watch: QueryWatch) {
    this.#references = references;
    this.#watch = watch;
  }

  eachId(query: AuthorizedAccess<ReferenceQuery>, reading: ReferenceReading, take: Take<string>): Promise<void> {
    return this.#watch.run('subquery', query, () => this.#references.eachId(query, reading, take));
  }

  eachDocument(
    query: AuthorizedAccess<ReferenceQuery>,
    field: FieldPath,
    reading: ReferenceReading,
    take: Take<StoredDocument>,
  ): Promise<void> {
    return this.#watch.run('subquery', query, () => this.#references.eachDocument(query, field, reading, take));
  }

  eachMember(relation: RelationField, owningId: string, reading: ReferenceReading, take: Take<string>): Promise<void> {
    return this.#references.eachMember(relation, owningId, reading, take);
  }

  eachOwner(relation: RelationField, memberIds: readonly string[], reading: ReferenceReading, take: Take<string>): Promise<void> {
    return this.#references.eachOwner(relation, memberIds, reading, take);
  }

  eachMembership(relation: RelationField, memberIds: readonly string[], reading: ReferenceReading, take: Take<Membership>): Promise<void> {
    return this.#references.eachMembership(relation, memberIds, reading, take);
  }
}
