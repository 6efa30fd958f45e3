import type { ClassSchema } from '@parlance/values';
import type { MongoStage, Stage } from './aggregate-query.ts';
import { hiding } from './hiding.ts';
import { parseStages, unknownStage } from './parse-aggregate.ts';
import { project } from './project.ts';
import { PipelineReading, type JoinedClasses } from './reading.ts';
import { scopeOf, type Scope } from './scope.ts';
import type { NestedReader, StageReader } from './stage.ts';
import { bucket, bucketAuto, count, group, setWindowFields, sortByCount } from './stages-group.ts';
import { facet, graphLookup, lookup, unionWith } from './stages-join.ts';
import { geoNear, limit, match, redact, sample, skip, sort } from './stages-pass.ts';
import { addFields, replaceRoot, replaceWith, unset, unwind } from './stages-shape.ts';

/**
 * The stages that are served. Not here, and so refused wherever they stand: stages that write (`$out`, `$merge`), stages that read
 * something else than classes of the app (`$collStats`, `$currentOp`, `$changeStream` and the like), and all that this list does not
 * know.
 */
const STAGES: ReadonlyMap<string, StageReader> = new Map([
  ['$addFields', addFields],
  ['$bucket', bucket],
  ['$bucketAuto', bucketAuto],
  ['$count', count],
  ['$facet', facet],
  ['$geoNear', geoNear],
  ['$graphLookup', graphLookup],
  ['$group', group],
  ['$limit', limit],
  ['$lookup', lookup],
  ['$match', match],
  ['$project', project],
  ['$redact', redact],
  ['$replaceRoot', replaceRoot],
  ['$replaceWith', replaceWith],
  ['$sample', sample],
  ['$set', addFields],
  ['$setWindowFields', setWindowFields],
  ['$skip', skip],
  ['$sort', sort],
  ['$sortByCount', sortByCount],
  ['$unionWith', unionWith],
  ['$unset', unset],
  ['$unwind', unwind],
]);

/** A pipeline in MongoDB's words, and the nature of the documents that come out of it. */
export interface CompiledPipeline {
  readonly stages: readonly MongoStage[];
  readonly scope: Scope;
  /** Classes that it searches for words: all fields of their text index are asked for. */
  readonly searched: ReadonlySet<ClassSchema>;
}

export type PipelineCaller = Pick<Scope, 'rawNames' | 'credentials'>;

/**
 * A pipeline on documents of a class, with fields under their stored names. Members hidden from everybody, such as password hashes, can
 * neither be named nor read: before the first stage that could hand on a whole document, those members are taken away.
 *
 * @param joined the classes it may read beside its own
 * @param caller `rawNames`: names in it are those of stored members; `credentials`: it may name the fields that are shown to their users and the master key
 * @throws InvalidQuery (102) stage or operator that is not served, malformed stage, class that cannot be read; InvalidFieldName (105)
 */
export function compilePipeline(
  stages: readonly Stage[],
  schema: ClassSchema,
  joined: JoinedClasses,
  caller: PipelineCaller,
): CompiledPipeline {
  const reading = new PipelineReading(joined);
  return { ...compileStages(stages, scopeOf(schema, caller), reading), searched: reading.searched };
}

function compileStages(stages: readonly Stage[], start: Scope, reading: PipelineReading): Omit<CompiledPipeline, 'searched'> {
  const compiled: MongoStage[] = [];
  let scope = start;
  for (const { name, spec } of stages) {
    reading.spendStage();
    const reader = STAGES.get(name);
    if (reader === undefined) throw unknownStage(name);
    const current = scope;
    const [read, readsWhole] = reading.noticing(() => reader(spec, current, reading, nestedPipeline));
    const hide = (read.effect === 'whole' || readsWhole) && !scope.clean;
    if (hide) compiled.push(...hidingFrom(scope));
    compiled.push(...read.stages);
    scope = { ...read.scope, clean: scope.clean || hide || read.effect === 'take' || read.scope.clean };
  }
  if (!scope.clean) compiled.push(...hidingFrom(scope));
  return { stages: compiled, scope: { ...scope, clean: true } };
}

const nestedPipeline: NestedReader = (json, scope, reading) => compileStages(parseStages(json), scope, reading);

function hidingFrom({ schema }: Scope): readonly MongoStage[] {
  return hiding(schema?.className ?? '');
}
