import { readFrom, writeTo, type Collection } from '@parlance/mongo';
import type { PushDocument, StoredOpens } from '../database/documents.ts';
import type { MongoPushDatabase } from '../database/mongo-push-database.ts';
import type { Candidates, OpenedPush } from './attribute.ts';

/** Pushes of one hash that are looked at: one that is sent every day has so many in a month, and variants have the same. */
const OF_A_HASH_MAX = 40;

const PROJECTION = {
  objectId: 1,
  pushHash: 1,
  state: 1,
  createdAt: 1,
  startedAt: 1,
  finishedAt: 1,
  timing: 1,
  where: 1,
  group: 1,
} as const;

/** Names of pushes as devices send them back. */
export interface PushNames {
  readonly ids: ReadonlySet<string>;
  readonly hashes: ReadonlySet<string>;
}

/** The opens of a push as they are counted now. */
export interface CountedOpens extends Required<Pick<StoredOpens, 'settled' | 'settledTo' | 'recounted'>> {
  readonly opened: number;
  /** When they are to be counted again, unless more come before; absent for never. */
  readonly dueAt?: Date;
}

/** Pushes as those who count their opens see them. */
export class OpenedPushStore {
  readonly #database: MongoPushDatabase;

  constructor(database: MongoPushDatabase) {
    this.#database = database;
  }

  /** @param since pushes that are older are not found by their hash */
  async candidates(app: string, { ids, hashes }: PushNames, since: Date): Promise<Candidates> {
    const pushes = await this.#pushes();
    const promised = { state: { $ne: 'preparing' as const } };
    const named = { _id: { $in: [...ids].map((id) => `${app}.${id}`) }, ...promised };
    const ofHashes = [
      { $match: { a: app, pushHash: { $in: [...hashes] }, createdAt: { $gte: since }, ...promised } },
      { $sort: { createdAt: -1 } },
      { $project: PROJECTION },
      { $group: { _id: '$pushHash', pushes: { $firstN: { n: OF_A_HASH_MAX, input: '$$ROOT' } } } },
    ];
    const [byId, byHash] = await Promise.all([
      ids.size === 0 ? [] : readFrom(pushes, 'find', () => pushes.find<OpenedPush>(named, { projection: PROJECTION }).toArray()),
      hashes.size === 0
        ? []
        : readFrom(pushes, 'aggregate', () => pushes.aggregate<{ _id: string; pushes: OpenedPush[] }>(ofHashes).toArray()),
    ]);
    return {
      byId: new Map(byId.map((push) => [push.objectId, push])),
      byHash: new Map(byHash.map(({ _id, pushes: found }) => [_id, found])),
    };
  }

  /** Those of the names that pushes have. */
  async known(app: string, { ids, hashes }: PushNames, since: Date): Promise<{ readonly ids: string[]; readonly hashes: string[] }> {
    const pushes = await this.#pushes();
    const named = { _id: { $in: [...ids].map((id) => `${app}.${id}`) } };
    const hashed = { a: app, pushHash: { $in: [...hashes] }, createdAt: { $gte: since } };
    const [byId, byHash] = await Promise.all([
      ids.size === 0 ? [] : readFrom(pushes, 'distinct', () => pushes.distinct('objectId', named)),
      hashes.size === 0 ? [] : readFrom(pushes, 'distinct', () => pushes.distinct('pushHash', hashed)),
    ]);
    return { ids: byId, hashes: byHash };
  }

  /** Notes that opens of these pushes were stored. */
  async mark(pushIds: readonly string[], now: Date): Promise<void> {
    if (pushIds.length === 0) return;
    const pushes = await this.#pushes();
    const change = { $inc: { 'opens.mark': 1 }, $min: { 'opens.dueAt': now } };
    await writeTo(pushes, 'update', () => pushes.updateMany({ _id: { $in: [...pushIds] } }, change));
  }

  /** Pushes whose opens are to be counted. */
  async due(now: Date, limit: number): Promise<readonly PushDocument[]> {
    const pushes = await this.#pushes();
    return readFrom(pushes, 'find', () =>
      pushes
        .find({ 'opens.dueAt': { $lte: now } })
        .sort({ 'opens.dueAt': 1 })
        .limit(limit)
        .toArray(),
    );
  }

  /** Stores counts, unless somebody else has counted since. Opens that have come meanwhile stay due. */
  async store({ _id, opens = {} }: PushDocument, { opened, settled, settledTo, recounted, dueAt }: CountedOpens): Promise<void> {
    const pushes = await this.#pushes();
    const asRead = { _id, 'opens.settledTo': opens.settledTo ?? { $exists: false } };
    const isSame = { $eq: ['$opens.mark', opens.mark ?? '$opens.mark'] };
    const next = { $cond: [isSame, dueAt ?? '$$REMOVE', '$opens.dueAt'] };
    const counts = { 'opens.settled': settled, 'opens.settledTo': settledTo, 'opens.recounted': recounted };
    await writeTo(pushes, 'update', () => pushes.updateOne(asRead, [{ $set: { opened, ...counts, 'opens.dueAt': next } }]));
  }

  async #pushes(): Promise<Collection<PushDocument>> {
    return (await this.#database.open()).pushes;
  }
}
