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
import { lastOf, noted } from './device-notes.ts';
import type { BadgeChange, Groups, PushTargetStore, TargetQuery } from './push-target.store.ts';
import { TARGET_MEMBERS, targetOf } from './target-of.ts';
import { turnTaken, TURNS } from './turns.ts';

type Filter = Record<string, unknown>;

/** A device can be reached by its token, or by the URI of a Windows channel. */
const REACHABLE: Filter = { $or: [{ deviceToken: { $gt: '' } }, { channelUris: { $exists: true, $nin: [null, '', [], {}] } }] };
/** Pushes whose change of the badge an installation remembers, so that none is made twice. */
const BADGE_KEYS_MAX = 8;
/** Local pushes that an installation remembers. */
const LOCAL_KEYS_MAX = 4;
/** Pushes that an installation waits for: a further one takes the place of the oldest, which is then not sent to it. */
const WAITING_KEYS_MAX = 32;
const BADGE_KEYS = `${DEVICE_NOTES}.badgeBy`;
const LOCAL_KEYS = `${DEVICE_NOTES}.localBy`;
const WAITING_KEYS = `${DEVICE_NOTES}.waitBy`;
const TOKEN_AT = `${DEVICE_NOTES}.tokenAt`;
const PROJECTION = Object.fromEntries(TARGET_MEMBERS.map((name) => [name, 1] as const));

/** Groups that are told singly: devices write their locale themselves. */
const GROUPS_MAX = 500;
/** Counts by device type and locale, and of those without a time zone. */
const GROUPED: Document[] = [
  { $group: { _id: { type: '$deviceType', locale: '$localeIdentifier', hasZone: { $gt: ['$timeZone', ''] } }, n: { $sum: 1 } } },
  {
    $group: {
      _id: null,
      matched: { $sum: '$n' },
      withoutTimeZone: { $sum: { $cond: ['$_id.hasZone', 0, '$n'] } },
      groups: { $topN: { n: GROUPS_MAX, sortBy: { n: -1 }, output: { type: '$_id.type', locale: '$_id.locale', n: '$n' } } },
    },
  },
];

interface Facets {
  readonly rows: readonly { readonly n: number }[];
  readonly matched: readonly Document[];
}

function groupsIn(found: Document | undefined): Groups {
  const { matched, withoutTimeZone, groups } = (found ?? { matched: 0, withoutTimeZone: 0, groups: [] }) as unknown as Groups;
  return { matched, withoutTimeZone, groups };
}

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
    const now = Date.now();
    return documents.map((document) => targetOf(document as StoredDocument, now));
  }

  count(query: AuthorizedAccess<TargetQuery>, limit: number, timeMsMax: number): Promise<number> {
    return this.#run(query, timeMsMax, (collection, filter) => collection.countDocuments(filter, { limit, maxTimeMS: timeMsMax }));
  }

  async groups(query: AuthorizedAccess<TargetQuery>, limit: number, timeMsMax: number): Promise<Groups> {
    const [found] = await this.#run(query, timeMsMax, (collection, filter) =>
      collection.aggregate([{ $match: filter }, { $limit: limit }, ...GROUPED], { maxTimeMS: timeMsMax }).toArray(),
    );
    return groupsIn(found);
  }

  async groupsFrom(
    query: AuthorizedAccess<TargetQuery>,
    from: string,
    rows: number,
    timeMsMax: number,
  ): Promise<Groups & { rows: number }> {
    const range: Document[] = [{ $match: { _id: { $gte: from } } }, { $sort: { _id: 1 } }, { $limit: rows }];
    const facets = (filter: Filter): Document => ({ $facet: { rows: [{ $count: 'n' }], matched: [{ $match: filter }, ...GROUPED] } });
    const [found] = await this.#run(query, timeMsMax, (collection, filter) =>
      collection.aggregate<Facets>([...range, facets(filter)], { maxTimeMS: timeMsMax }).toArray(),
    );
    return { ...groupsIn(found?.matched[0]), rows: found?.rows[0]?.n ?? 0 };
  }

  size(timeMsMax: number): Promise<number> {
    const collection = this.#installations();
    return queryFrom(collection, 'count', () => collection.estimatedDocumentCount({ maxTimeMS: timeMsMax }));
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

  async takeTurns(request: data.TakeTurnsRequest, deadline: number): Promise<string[]> {
    const { ids, key } = request;
    const collection = this.#installations();
    const timeoutMS = timeOf(deadline);
    const among: Filter = { _id: { $in: ids } };
    const filter: Filter = { ...among, [`${TURNS}.key`]: { $ne: key } };
    await writeTo(collection, 'update', () => collection.updateMany(filter, [turnTaken(request)], { timeoutMS }));
    // Nobody but this push takes or gives its turns: those that are there now are its own.
    const having: Filter = { ...among, [`${TURNS}.key`]: key };
    const found = await queryFrom(collection, 'find', () => collection.find(having, { projection: { _id: 1 }, timeoutMS }).toArray());
    return found.map(({ _id }) => String(_id));
  }

  async giveTurnsBack(ids: readonly string[], key: string, deadline: number): Promise<void> {
    const collection = this.#installations();
    const filter: Filter = { _id: { $in: ids }, [`${TURNS}.key`]: key };
    const update = { $pull: { [TURNS]: { key } } } as Document;
    await writeTo(collection, 'update', () => collection.updateMany(filter, update, { timeoutMS: timeOf(deadline) }));
  }

  async noteWaiting({ ids, key, waits }: data.NoteWaitingRequest, deadline: number): Promise<void> {
    const collection = this.#installations();
    const filter: Filter = { _id: { $in: ids }, [WAITING_KEYS]: waits ? { $ne: key } : key };
    const update = waits
      ? [noted('waitBy', lastOf(WAITING_KEYS, key, WAITING_KEYS_MAX))]
      : ({ $pull: { [WAITING_KEYS]: key } } as Document);
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
  waiting,
  unreachable,
}: AuthorizedAccess<TargetQuery>): Filter {
  const parts: Filter[] = [narrowed(compileFilter(withoutOrder(condition), schema), access), unreachable === true ? {} : REACHABLE];
  if (after !== undefined) parts.push({ _id: { $gt: after } });
  if (upTo !== undefined) parts.push({ _id: { $lte: upTo } });
  if (ids !== undefined) parts.push({ _id: { $in: ids } });
  if (zones !== undefined) parts.push({ timeZone: { $in: zones } });
  if (createdUntil !== undefined) parts.push({ _created_at: { $lte: new Date(createdUntil) } });
  if (waiting !== undefined) parts.push({ [WAITING_KEYS]: waiting });
  if (withoutLocal !== undefined) parts.push({ [LOCAL_KEYS]: { $ne: withoutLocal } });
  const conditions = parts.filter((part) => Object.keys(part).length > 0);
  return conditions.length === 0 ? {} : { $and: conditions };
}

/**
 * Unsets the address that was tried, if it is still there: a device that has registered again meanwhile keeps its new token. An address
 * that has had its messages of the day stays, with a note.
 */
function droppingWrites(token: data.DeadToken, at: Date): AnyBulkWriteOperation<StoredDocument>[] {
  const { objectId, to, provider, reason, at: since, until } = token;
  if (until !== undefined) {
    const update = [noted('quota', { $literal: { until: new Date(until) } })];
    const filter: Filter = { _id: objectId, channelUris: { $eq: to } };
    return [{ updateOne: { filter, update } }];
  }
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

/** MongoDB compares strings by their bytes in UTF-8, JavaScript by its units in UTF-16. */
function byBytes(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}

function timeOf(deadline: number): number {
  return Math.max(1, deadline - Date.now());
}
