import { readFrom, type Document } from '@parlance/mongo';
import { ROLE } from '@parlance/platform-classes';
import { joinCollection } from '@parlance/values';
import type { MongoAppDatabase } from '../apps/mongo-app-database.ts';
import type { MongoIndexKeeper } from '../indexes/mongo-index-keeper.ts';
import { RELATION_INDEXES } from '../indexes/mongo-indexes.ts';
import { untilDeadline } from '../objects/until-deadline.ts';
import type { RoleStore } from './role.store.ts';

const MEMBERS = joinCollection(ROLE, 'users');
const CHILDREN = joinCollection(ROLE, 'roles');

/**
 * Reads the closure of a user's roles in one aggregation: the walk upwards happens in the database, which visits each role once, so
 * that cycles end by themselves.
 *
 * A document of the roles relation names as `owningId` the role whose rights are given, as `relatedId` the role that gets them
 * (docs/contract/22-mongodb-storage-format.md section 4).
 */
export class MongoRoleStore implements RoleStore {
  readonly #database: MongoAppDatabase;
  readonly #indexes: MongoIndexKeeper;

  constructor(database: MongoAppDatabase, indexes: MongoIndexKeeper) {
    this.#database = database;
    this.#indexes = indexes;
  }

  async rolesOf(userId: string, deadline: number): Promise<readonly string[]> {
    const members = this.#database.collection(MEMBERS);
    const children = this.#database.collection(CHILDREN);
    const roles = this.#database.collection(ROLE);
    for (const joined of [members, children]) void this.#indexes.keep(joined, RELATION_INDEXES);
    const pipeline = closureOf(userId, children.collectionName, roles.collectionName);
    const options = untilDeadline(deadline);
    const found = await readFrom(members, 'aggregate', () => members.aggregate<{ name: unknown }>(pipeline, options).toArray());
    return found.map(({ name }) => name).filter((name) => typeof name === 'string');
  }
}

function closureOf(userId: string, children: string, roles: string): Document[] {
  return [
    { $match: { relatedId: userId } },
    { $graphLookup: { from: children, startWith: '$owningId', connectFromField: 'owningId', connectToField: 'relatedId', as: 'above' } },
    { $project: { ids: { $concatArrays: [['$owningId'], '$above.owningId'] } } },
    { $unwind: '$ids' },
    { $group: { _id: '$ids' } },
    { $lookup: { from: roles, localField: '_id', foreignField: '_id', as: 'role' } },
    { $unwind: '$role' },
    { $project: { _id: 0, name: '$role.name' } },
  ];
}
