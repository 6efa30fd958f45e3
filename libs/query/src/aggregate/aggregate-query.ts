import type { UnknownObject } from '@parlance/values';
import type { AskedCondition } from '../ast.ts';
import type { ExplainVerbosity, Hint, ReadPreference } from '../find-query.ts';

/** One stage of a pipeline as sent: its name begins with `$`, `spec` has not been looked at. */
export interface Stage {
  readonly name: string;
  readonly spec: unknown;
}

/** How the database shall work, for both kinds of questions. */
export interface AggregateAdvice {
  readonly hint: Hint | undefined;
  readonly comment: string | undefined;
  readonly readPreference: ReadPreference | undefined;
}

/** `GET /aggregate/<Class>?pipeline=…`. Size, depth and keys of the stages are checked, nothing else. */
export interface PipelineQuery extends AggregateAdvice {
  readonly kind: 'pipeline';
  readonly stages: readonly Stage[];
  readonly explain: ExplainVerbosity | undefined;
  /** Values as extended JSON instead of Parse's. */
  readonly rawValues: boolean;
  /** Names as stored instead of as fields. */
  readonly rawFieldNames: boolean;
}

/** `GET /aggregate/<Class>?distinct=<field>`. `key` is a checked path. */
export interface DistinctQuery extends AggregateAdvice {
  readonly kind: 'distinct';
  readonly key: string;
  readonly condition: AskedCondition;
}

export type AggregateQuery = PipelineQuery | DistinctQuery;

/** A stage in MongoDB's words. */
export type MongoStage = UnknownObject;
