import type { AuthorizedAccess } from '@parlance/acl';
import { ParseError } from '@parlance/errors';
import { deserialize, type Collection, type Document } from '@parlance/mongo';
import { compileFilter, withoutOrder, type ExplainVerbosity, type MongoStage } from '@parlance/query';
import type { ClassSchema, StoredDocument } from '@parlance/values';
import type { MongoAppDatabase } from '../apps/mongo-app-database.ts';
import type { MongoIndexKeeper } from '../indexes/mongo-index-keeper.ts';
import { MongoSearches } from '../indexes/mongo-index-searches.ts';
import { RAW_BATCH, runRead, type CursorReply } from '../objects/mongo-read-commands.ts';
import type { AggregateStore, ClassPipeline, ClassValues } from './aggregate.store.ts';
import { pipelineFrom } from './mongo-aggregate-errors.ts';

/** Documents of a result. All of them have to fit into one reply, which holds 16 MB: results are held in memory while they are read. */
const RESULTS_MAX = 100_000;

/**
 * Pipelines by single commands. Groups and orders that need more than 100 MB go on on the database's disk, as they do for Parse Server
 * on MongoDB 6 and later; the time limit bounds that.
 */
export class MongoAggregateStore implements AggregateStore {
  readonly #database: MongoAppDatabase;
  readonly #searches: MongoSearches;

  constructor(database: MongoAppDatabase, indexes: MongoIndexKeeper) {
    this.#database = database;
    this.#searches = new MongoSearches(indexes);
  }

  collectionOf(className: string): string {
    return this.#database.nameOf(className);
  }

  assertSearchable(schema: ClassSchema): Promise<void> {
    return this.#searches.assertSearchable(this.#database.collection(schema.className), schema);
  }

  async run(pipeline: AuthorizedAccess<ClassPipeline>, timeMsMax: number): Promise<readonly Uint8Array[]> {
    const collection = this.#collectionFor(pipeline);
    return this.#documents(collection, pipeline, pipeline.stages, timeMsMax);
  }

  async explain(pipeline: AuthorizedAccess<ClassPipeline>, verbosity: ExplainVerbosity, timeMsMax: number): Promise<StoredDocument> {
    const collection = this.#collectionFor(pipeline);
    const command = { explain: commandOf(collection, pipeline, pipeline.stages), verbosity, maxTimeMS: timeMsMax };
    const { readPreference } = pipeline;
    return pipelineFrom(collection, 'explain', () => runRead<StoredDocument>(collection, command, { readPreference }));
  }

  async values(query: AuthorizedAccess<ClassValues>, timeMsMax: number): Promise<readonly unknown[]> {
    const collection = this.#collectionFor(query);
    const { schema, field, hint, comment, readPreference } = query;
    const condition = withoutOrder(query.condition);
    const filter = compileFilter(condition, schema);
    return this.#searches.run(collection, { schema, condition, hint }, timeMsMax, async () => {
      // Only the pipeline takes a hint, and leaves lists in one piece.
      if (field.wholeLists || hint !== undefined) {
        const documents = await this.#documents(collection, query, [{ $match: filter }, ...field.stages], timeMsMax);
        return documents.map((document) => deserialize(document)['_id'] as unknown);
      }
      const command = { distinct: collection.collectionName, key: field.path, query: filter, comment, maxTimeMS: timeMsMax };
      const run = () => runRead<{ readonly values: readonly unknown[] }>(collection, command, { readPreference });
      return (await pipelineFrom(collection, 'distinct', run)).values.filter((value) => value !== null);
    });
  }

  decode(raw: Uint8Array): StoredDocument {
    return deserialize(raw);
  }

  async #documents(
    collection: Collection<StoredDocument>,
    advice: Omit<ClassPipeline, 'stages' | 'schema'>,
    stages: readonly MongoStage[],
    timeMsMax: number,
  ): Promise<readonly Uint8Array[]> {
    const { readPreference } = advice;
    const command = { ...commandOf(collection, advice, stages), maxTimeMS: timeMsMax };
    const run = () => runRead<CursorReply<Uint8Array>>(collection, command, { readPreference, ...RAW_BATCH });
    const { cursor } = await pipelineFrom(collection, 'aggregate', run);
    if (cursor.id.toString() === '0') return cursor.firstBatch;
    await collection.db.command({ killCursors: collection.collectionName, cursors: [cursor.id] }, { readPreference });
    throw new ParseError('InvalidQuery', `The result is larger than 16 MB or ${RESULTS_MAX} rows. Let the pipeline end with $limit.`);
  }

  #collectionFor({ schema, access }: AuthorizedAccess<{ readonly schema: ClassPipeline['schema'] }>): Collection<StoredDocument> {
    if (access.kind !== 'all') throw new ParseError('MasterKeyRequired', 'unauthorized: master key is required');
    return this.#database.collection(schema.className);
  }
}

function commandOf(
  { collectionName }: Collection<StoredDocument>,
  { hint, comment }: Omit<ClassPipeline, 'stages' | 'schema'>,
  stages: readonly MongoStage[],
): Document {
  const command: Document = { aggregate: collectionName, pipeline: stages, cursor: { batchSize: RESULTS_MAX }, allowDiskUse: true };
  return { ...command, ...(hint === undefined ? {} : { hint }), ...(comment === undefined ? {} : { comment }) };
}
