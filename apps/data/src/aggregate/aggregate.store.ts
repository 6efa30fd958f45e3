import type { AuthorizedAccess } from '@parlance/acl';
import type { AggregateAdvice, CompiledDistinct, Condition, ExplainVerbosity, MongoStage } from '@parlance/query';
import type { ClassSchema, StoredDocument } from '@parlance/values';

/** A pipeline on the objects of a class. Its stages are compiled, and read nothing that is hidden. */
export interface ClassPipeline extends AggregateAdvice {
  readonly schema: ClassSchema;
  readonly stages: readonly MongoStage[];
}

/** The values of a field among the objects that match. */
export interface ClassValues extends AggregateAdvice {
  readonly schema: ClassSchema;
  readonly condition: Condition;
  readonly field: CompiledDistinct;
}

/**
 * Runs pipelines over the objects of one app. Only callers who may read every object of a class get here: the results of a pipeline no
 * longer name the users that may see them.
 *
 * @throws everywhere InvalidQuery (102) faults of the query that the database refuses, and a result that is too large;
 *   RequestTimeout (124); ServiceUnavailable (2)
 */
export interface AggregateStore {
  /** Name of the collection a class is in, for stages that read it. */
  collectionOf(className: string): string;

  /** @throws InvalidQuery (102) when the text index of the class covers members that nobody may ask for */
  assertSearchable(schema: ClassSchema): Promise<void>;

  /** The documents of the result, as BSON. */
  run(pipeline: AuthorizedAccess<ClassPipeline>, timeMsMax: number): Promise<readonly Uint8Array[]>;

  /** How the database would find them. */
  explain(pipeline: AuthorizedAccess<ClassPipeline>, verbosity: ExplainVerbosity, timeMsMax: number): Promise<StoredDocument>;

  /** Each value once, as it is stored; of lists each element. */
  values(query: AuthorizedAccess<ClassValues>, timeMsMax: number): Promise<readonly unknown[]>;

  /** A document of run(). */
  decode(raw: Uint8Array): StoredDocument;
}
