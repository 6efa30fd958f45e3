import { MongoServerError, readFrom, writeTo, type Collection, type IndexDescription } from '@parlance/mongo';
import { IDEMPOTENCY, IDEMPOTENCY_CLASS } from '@parlance/platform-classes';
import type { MongoAppDatabase } from '../apps/mongo-app-database.ts';
import type { MongoIndexKeeper } from '../indexes/mongo-index-keeper.ts';
import { isDuplicateId } from '../objects/mongo-object-errors.ts';
import { WITHIN_A_REQUEST } from '../objects/until-deadline.ts';
import type { RequestIdStore } from './request-id.store.ts';

interface RequestIdDocument {
  readonly _id: string;
  readonly reqId: string;
  readonly expire: Date;
}

const INDEXES: readonly IndexDescription[] = IDEMPOTENCY_CLASS.indexes ?? [];

const DUPLICATE_KEY = 11_000;

/**
 * `_Idempotency`. The request id is the document's `_id` as well, so that two claims exclude one another from the first request on,
 * before the index on `reqId` exists; that index guards against claims another gateway made on the same database, and without it a look
 * for them does.
 */
export class MongoRequestIdStore implements RequestIdStore {
  readonly #claims: Collection<RequestIdDocument>;

  readonly #indexes: MongoIndexKeeper;

  constructor(database: MongoAppDatabase, indexes: MongoIndexKeeper) {
    this.#claims = database.collection<RequestIdDocument>(IDEMPOTENCY);
    this.#indexes = indexes;
  }

  async claim(requestId: string, now: Date, expires: Date): Promise<boolean> {
    void this.#indexes.keep(this.#claims, INDEXES);
    if (!INDEXES.every((index) => index.unique !== true || this.#indexes.stands(this.#claims, index))) {
      const claimed = { reqId: requestId, expire: { $gt: now } };
      const options = { projection: { _id: 1 }, ...WITHIN_A_REQUEST };
      if ((await readFrom(this.#claims, 'find', () => this.#claims.findOne(claimed, options))) !== null) return false;
    }
    return writeTo(this.#claims, 'insert', async () => {
      try {
        await this.#claims.insertOne({ _id: requestId, reqId: requestId, expire: expires }, WITHIN_A_REQUEST);
        return true;
      } catch (error) {
        if (error instanceof MongoServerError && error.code === DUPLICATE_KEY) {
          return this.#reclaim(isDuplicateId(error) ? { _id: requestId } : { reqId: requestId }, now, expires);
        }
        throw error;
      }
    });
  }

  /** The database removes expired claims once a minute; until then they are taken over. */
  async #reclaim(claim: { readonly _id: string } | { readonly reqId: string }, now: Date, expires: Date): Promise<boolean> {
    const expired = { ...claim, expire: { $lte: now } };
    const { matchedCount } = await this.#claims.updateOne(expired, { $set: { expire: expires } }, WITHIN_A_REQUEST);
    return matchedCount === 1;
  }
}
