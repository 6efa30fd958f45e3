import { EJSON, readFrom, writeTo, type Collection } from '@parlance/mongo';
import { joinCollection } from '@parlance/values';
import type { MongoAppDatabase } from '../apps/mongo-app-database.ts';
import type { MongoIndexKeeper } from '../indexes/mongo-index-keeper.ts';
import { RELATION_INDEXES } from '../indexes/mongo-indexes.ts';
import { queryTimeMs } from '../find/query-time.ts';
import { untilDeadline } from '../objects/until-deadline.ts';
import type { MemberPage, MemberStore, RelationMember } from './member.store.ts';

type Stored = RelationMember & { readonly _id: unknown };

/** Between the field and the class in the name of a join collection. */
const JOIN = /^_Join:([^:]+):(.+)$/;
const PAGE_MS_MAX = 20_000;

export class MongoMemberStore implements MemberStore {
  readonly #database: MongoAppDatabase;
  readonly #indexes: MongoIndexKeeper;

  constructor(database: MongoAppDatabase, indexes: MongoIndexKeeper) {
    this.#database = database;
    this.#indexes = indexes;
  }

  async page(className: string, field: string, after: string | undefined, limit: number, deadline: number): Promise<MemberPage> {
    const members = this.#members(className, field);
    const first = after === undefined ? undefined : (EJSON.parse(after) as { readonly _id: unknown });
    const found = await readFrom(members, 'find', () => {
      const maxTimeMS = queryTimeMs(PAGE_MS_MAX, deadline);
      // By the order of the index, which knows ids of all types; the first one is known already.
      const cursor = members.find(
        {},
        { sort: { _id: 1 }, limit: limit + 1, hint: { _id: 1 }, maxTimeMS, readPreference: 'secondaryPreferred' },
      );
      if (first !== undefined) cursor.min({ _id: first._id });
      return cursor.toArray();
    });
    const begins = first !== undefined && found[0] !== undefined && idText(found[0]) === after ? 1 : 0;
    const page = found.slice(begins, begins + limit);
    const last = page.at(-1);
    const pairs = page
      .filter(({ owningId, relatedId }) => typeof owningId === 'string' && typeof relatedId === 'string')
      .map(({ owningId, relatedId }) => ({ owningId, relatedId }));
    return found.length < limit || last === undefined ? { members: pairs } : { members: pairs, next: idText(last) };
  }

  async add(className: string, field: string, pairs: readonly RelationMember[], deadline: number): Promise<number> {
    if (pairs.length === 0) return 0;
    const members = this.#members(className, field);
    await this.#indexes.keepSoon(members, RELATION_INDEXES);
    const operations = pairs.map((pair) => ({ updateOne: { filter: pair, update: { $setOnInsert: pair }, upsert: true } }));
    const result = await writeTo(members, 'update', () => members.bulkWrite(operations, { ordered: false, ...untilDeadline(deadline) }));
    return result.upsertedCount;
  }

  async fieldsWithMembers(className: string): Promise<readonly string[]> {
    const names = await this.#database.names();
    return names.flatMap((name) => {
      const [, field, owner] = JOIN.exec(name) ?? [];
      return field !== undefined && owner === className ? [field] : [];
    });
  }

  #members(className: string, field: string): Collection<Stored> {
    return this.#database.collection<Stored>(joinCollection(className, field));
  }
}

function idText({ _id }: Stored): string {
  return EJSON.stringify({ _id });
}
