import { ParseError } from '@parlance/errors';
import { shown, type ClassSchema } from '@parlance/values';
import { JOINS_MAX, PIPELINE_DEPTH_MAX, STAGES_MAX } from './aggregate-limits.ts';

/** A class that a pipeline reads beside its own. */
export interface JoinedClass {
  readonly schema: ClassSchema;
  /** Name of the collection its objects are in. */
  readonly collection: string;
}

/** Classes by name, as far as the caller may read them. */
export type JoinedClasses = ReadonlyMap<string, JoinedClass>;

/** The budget that a pipeline and those inside it spend together, and the facts found while it was read. */
export class PipelineReading {
  readonly #joined: JoinedClasses;
  #stages = 0;
  #joins = 0;
  #depth = 0;
  /** Set by operators that hand on documents as a whole, such as `$$ROOT`: hidden members have to be gone by then. */
  readsWhole = false;
  /** Classes whose text index is asked. */
  readonly searched = new Set<ClassSchema>();

  constructor(joined: JoinedClasses) {
    this.#joined = joined;
  }

  /** @throws InvalidQuery (102) */
  spendStage(): void {
    if (++this.#stages > STAGES_MAX) throw new ParseError('InvalidQuery', `A pipeline has at most ${STAGES_MAX} stages.`);
  }

  /**
   * The class that a stage reads.
   * @throws InvalidQuery (102) no class of the app that this caller may read, or one too many
   */
  join(className: unknown): JoinedClass {
    if (++this.#joins > JOINS_MAX) throw new ParseError('InvalidQuery', `A pipeline reads at most ${JOINS_MAX} other classes.`);
    const joined = typeof className === 'string' ? this.#joined.get(className) : undefined;
    if (joined === undefined) throw new ParseError('InvalidQuery', `There is no class ${shown(className)} to read from.`);
    return joined;
  }

  /** Reads something as a pipeline inside of this one. @throws InvalidQuery (102) too deep */
  inside<R>(read: () => R): R {
    if (++this.#depth > PIPELINE_DEPTH_MAX) {
      throw new ParseError('InvalidQuery', `Pipelines are nested at most ${PIPELINE_DEPTH_MAX} levels.`);
    }
    try {
      return read();
    } finally {
      this.#depth--;
    }
  }

  /** Tells whether `read` came upon something that hands on whole documents. */
  noticing<R>(read: () => R): readonly [result: R, readsWhole: boolean] {
    const before = this.readsWhole;
    this.readsWhole = false;
    const result = read();
    const noticed = this.readsWhole;
    this.readsWhole = before;
    return [result, noticed];
  }
}
