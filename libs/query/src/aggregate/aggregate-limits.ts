/**
 * Bounds of a pipeline, each refused before work is done. MongoDB has bounds of its own; these are far below.
 * Source: docs/contract/40-security.md sections 2 and 7.
 */

/** Stages of a pipeline and of those inside it, together. */
export const STAGES_MAX = 200;
/** Pipelines inside one another. */
export const PIPELINE_DEPTH_MAX = 4;
/** Other classes that a pipeline reads, each time it does. */
export const JOINS_MAX = 10;
/** Lists and dictionaries inside one another, the pipeline itself included. */
export const PIPELINE_JSON_DEPTH_MAX = 64;
/** Keys of all dictionaries, and elements of all lists, together. */
export const PIPELINE_JSON_KEYS_MAX = 20_000;
/** Objects that `$sample` picks at most. */
export const SAMPLE_MAX = 10_000;
/** Steps that `$graphLookup` takes at most. */
export const GRAPH_DEPTH_MAX = 20;
