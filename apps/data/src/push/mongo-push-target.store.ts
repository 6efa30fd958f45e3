import type { AuthorizedAccess } from '@parlance/acl';
import type { data } from '@parlance/contracts';
import { writeTo, type AnyBulkWriteOperation, type Collection, type Document } from '@parlance/mongo';
import { DEVICE_NOTES, INSTALLATION } from '@parlance/platform-classes';
import { compileFilter, withoutOrder } from '@parlance/query';
import type { StoredDocument } from '@parlance/values';
import type { MongoAppDatabase } from '../apps/mongo-app-database.ts';
import type { MongoIndexKeeper } from '../indexes/mongo-index-keeper.ts';
import { MongoSearches } from '../indexes/mongo-index-searches.ts';
import { narrowed } from '../objects/mongo-narrowed-filter.ts';
import { queryFrom } from '../objects/mongo-object-errors.ts';
import type { BadgeChange, PushTargetStore, TargetQuery } from './push-target.store.ts';
import { TARGET_MEMBERS, targetOf } from './target-of.ts';

type Filter = Record<string, unknown>;

/** A device can be reached by its token, or by the URI of a Windows channel. */
const REACHABLE: Filter = { $or: [{ deviceToken: { $gt: '' } }, { channelUris: { $exists: true, $nin: [null, '', [], {}] } }] };
/** Pushes whose change of the badge an installation remembers, so that none is made twice. */
const BADGE_KEYS_MAX = 8;
/** Local pushes that an installation remembers. */
const LOCAL_KEYS_MAX = 4;
const BADGE_KEYS = `${DEVICE_NOTES}.badgeBy`;
const LOCAL_KEYS = `${DEVICE_NOTES}.localBy`;
const TOKEN_AT = `${DEVICE_NOTES}.tokenAt`;
const PROJECTION = Object.fromEntries(TARGET_MEMBERS.map((name) => [name, 1] as const));

/** Installations in one app's database. */
export class MongoPushTargetStore implements PushTargetStore {
  readonly #database: MongoAppDatabase;
  readonly #searches: MongoSearches;

  constructor(database: MongoAppDatabase, indexes: MongoIndexKeeper) {
    this.#database = database;
    this.#searches = new MongoSearches(indexes);
  }

  async page(query: AuthorizedAccess<TargetQuery>, limit: number, timeMsMax: number): Promise<data.PushTarget[]> {
    const options = { projection: PROJECTION, sort: { _id: 1 }, limit, batchSize: limit + 1, maxTimeMS: timeMsMax } as const;
    const documents = await this.#run(query, timeMsMax, (collection, filter) => collection.find(filter, options).toArray());
    return documents.map((document) => targetOf(document as StoredDocument));
  }

  count(query: AuthorizedAccess<TargetQuery>, limit: number, timeMsMax: number): Promise<number> {
    return this.#run(query, timeMsMax, (collection, filter) => collection.countDocuments(filter, { limit, maxTimeMS: timeMsMax }));
  }

  async zones(query: AuthorizedAccess<TargetQuery>, timeMsMax: number): Promise<string[]> {
    const stages = (filter: Filter): Document[] => [{ $match: filter }, { $group: { _id: '$timeZone' } }];
    const groups = await this.#run(query, timeMsMax, (collection, filter) =>
      collection.aggregate<{ _id: unknown }>(stages(filter), { maxTimeMS: timeMsMax }).toArray(),
    );
    return groups.map(({ _id }) => _id).filter((zone) => typeof zone === 'string' && zone !== '') as string[];
  }

  async sample(size: number, timeMsMax: number): Promise<string[]> {
    const collection = this.#installations();
    const stages = [{ $sample: { size } }, { $project: { _id: 1 } }];
    const drawn = await queryFrom(collection, 'aggregate', () => collection.aggregate(stages, { maxTimeMS: timeMsMax }).toArray());
    const ids = drawn.map(({ _id }) => _id as unknown).filter((id) => typeof id === 'string');
    return [...new Set(ids)].sort(byBytes);
  }

  async changeBadges(ids: readonly string[], key: string, change: BadgeChange, deadline: number): Promise<Record<string, number>> {
    const collection = this.#installations();
    const timeoutMS = timeOf(deadline);
    const badge = 'by' in change ? { $add: [{ $cond: [{ $isNumber: '$badge' }, '$badge', 0] }, change.by] } : change.to;
    const among: Filter = { _id: { $in: ids } };
    const update = [{ $set: { badge } }, noted('badgeBy', lastOf(BADGE_KEYS, key, BADGE_KEYS_MAX))];
    await writeTo(collection, 'update', () => collection.updateMany({ ...among, [BADGE_KEYS]: { $ne: key } }, update, { timeoutMS }));
    const options = { projection: { badge: 1 }, timeoutMS };
    const found = await queryFrom(collection, 'find', () => collection.find(among, options).toArray());
    return Object.fromEntries(found.flatMap(({ _id, badge: now }) => (typeof now === 'number' ? [[String(_id), now] as const] : [])));
  }

  async dropTokens(tokens: readonly data.DeadToken[], at: Date, deadline: number): Promise<number> {
    if (tokens.length === 0) return 0;
    const collection = this.#installations();
    const writes = tokens.flatMap((token) => droppingWrites(token, at));
    const options = { ordered: false, timeoutMS: timeOf(deadline) };
    const { modifiedCount } = await writeTo(collection, 'bulkWrite', () => collection.bulkWrite(writes, options));
    return modifiedCount;
  }

  async stampLocal(ids: readonly string[], key: string, deadline: number): Promise<void> {
    const collection = this.#installations();
    const filter: Filter = { _id: { $in: ids }, [LOCAL_KEYS]: { $ne: key } };
    const update = [noted('localBy', lastOf(LOCAL_KEYS, key, LOCAL_KEYS_MAX))];
    await writeTo(collection, 'update', () => collection.updateMany(filter, update, { timeoutMS: timeOf(deadline) }));
  }

  #run<R>(
    query: AuthorizedAccess<TargetQuery>,
    timeMsMax: number,
    work: (collection: Collection<StoredDocument>, filter: Filter) => Promise<R>,
  ): Promise<R> {
    const collection = this.#installations();
    const filter = filterOf(query);
    return this.#searches.run(collection, query, timeMsMax, () => queryFrom(collection, 'find', () => work(collection, filter)));
  }

  #installations(): Collection<StoredDocument> {
    return this.#database.collection(INSTALLATION);
  }
}

function filterOf({
  schema,
  condition,
  access,
  after,
  upTo,
  createdUntil,
  ids,
  zones,
  withoutLocal,
}: AuthorizedAccess<TargetQuery>): Filter {
  const parts: Filter[] = [narrowed(compileFilter(withoutOrder(condition), schema), access), REACHABLE];
  if (after !== undefined) parts.push({ _id: { $gt: after } });
  if (upTo !== undefined) parts.push({ _id: { $lte: upTo } });
  if (ids !== undefined) parts.push({ _id: { $in: ids } });
  if (zones !== undefined) parts.push({ timeZone: { $in: zones } });
  if (createdUntil !== undefined) parts.push({ _created_at: { $lte: new Date(createdUntil) } });
  if (withoutLocal !== undefined) parts.push({ [LOCAL_KEYS]: { $ne: withoutLocal } });
  return { $and: parts.filter((part) => Object.keys(part).length > 0) };
}

/** Unsets the address that was tried, if it is still there: a device that has registered again meanwhile keeps its new token. */
function droppingWrites({ objectId, to, provider, reason, at: since }: data.DeadToken, at: Date): AnyBulkWriteOperation<StoredDocument>[] {
  const known = since === undefined ? {} : { $or: [{ [TOKEN_AT]: { $exists: false } }, { [TOKEN_AT]: { $lt: new Date(since) } }] };
  const note = noted('dead', { $literal: { at, provider, reason } });
  const having = (member: string): Filter => ({ _id: objectId, [member]: { $eq: to }, ...known });
  const rest = { $filter: { input: '$channelUris', cond: { $ne: ['$$this', { $literal: to }] } } };
  const others = { $cond: [{ $isArray: '$channelUris' }, rest, []] };
  return [
    { updateOne: { filter: having('deviceToken'), update: [{ $unset: 'deviceToken' }, note] } },
    { updateOne: { filter: having('channelUris'), update: [{ $set: { channelUris: others } }, note] } },
  ];
}

/** The last keys of a list, the new one among them. */
function lastOf(path: string, key: string, max: number): Document {
  const list = `$${path}`;
  return { $slice: [{ $concatArrays: [{ $cond: [{ $isArray: list }, list, []] }, [{ $literal: key }]] }, -max] };
}

/** Sets one of the notes of a device, whatever an older server has left in their place. */
function noted(name: string, value: Document): Document {
  const notes = { $cond: [{ $eq: [{ $type: `$${DEVICE_NOTES}` }, 'object'] }, `$${DEVICE_NOTES}`, {}] };
  return { $set: { [DEVICE_NOTES]: { $mergeObjects: [notes, { [name]: value }] } } };
}

/** MongoDB compares strings by their bytes in UTF-8, JavaScript by its units in UTF-16. */
function byBytes(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}

function timeOf(deadline: number): number {
  return Math.max(1, deadline - Date.now());
}
