import { ParseError } from '@parlance/errors';
import { isObject, shown } from '@parlance/values';
import { QUERY_LIMITS, type QueryLimits } from '../limits.ts';
import { parseComment, parseExplain, parseHint } from '../parse/advice.ts';
import { parseFieldPath } from '../parse/field-path.ts';
import { assertKnown, jsonOr, parseFlag, wrong, type Parameters } from '../parse/parameters.ts';
import { parseReadPreferences } from '../parse/read-preference.ts';
import { parseWhere } from '../parse/where.ts';
import type { AggregateAdvice, AggregateQuery, DistinctQuery, PipelineQuery, Stage } from './aggregate-query.ts';
import { STAGES_MAX } from './aggregate-limits.ts';
import { assertPipelineJson } from './assert-pipeline-json.ts';

const ADVICE = ['hint', 'explain', 'comment', 'readPreference'];
const PIPELINE_PARAMETERS: ReadonlySet<string> = new Set([...ADVICE, 'pipeline', 'rawValues', 'rawFieldNames']);
const DISTINCT_PARAMETERS: ReadonlySet<string> = new Set([...PIPELINE_PARAMETERS, 'distinct', 'where', 'trace']);

/**
 * The parameters of `GET /aggregate/<Class>`: strings from a query string, in which JSON may stand, and JSON values from a body.
 * `distinct` wins over a pipeline, and over stages beside it.
 *
 * @throws InvalidQuery (102) unknown or malformed parameter, malformed stage; InvalidFieldName (105), InvalidJson (107) as
 *   assertPipelineJson; and the errors of parseWhere
 *
 * Source: docs/contract/20-rest-protocol.md section 5.4.
 */
export function parseAggregate(parameters: Parameters, limits: QueryLimits = QUERY_LIMITS): AggregateQuery {
  const distinct = valueOf(parameters['distinct']);
  return isGiven(distinct) && distinct !== '' ? parseDistinct(distinct, parameters, limits) : parsePipelineQuery(parameters);
}

function parseDistinct(key: unknown, parameters: Parameters, limits: QueryLimits): DistinctQuery {
  for (const name of Object.keys(parameters)) if (!name.startsWith('$') && !DISTINCT_PARAMETERS.has(name)) throw invalidStage(name);
  if (typeof key !== 'string') throw wrong('distinct', 'the name of a field');
  return {
    kind: 'distinct',
    key: parseFieldPath(key, limits),
    condition: parseWhere(valueOf(parameters['where']), limits),
    ...parseAdvice(parameters),
  };
}

function parsePipelineQuery(parameters: Parameters): PipelineQuery {
  return {
    kind: 'pipeline',
    stages: parseStages(stagesOf(parameters)),
    explain: parseExplain(parameters['explain']),
    rawValues: parseFlag('rawValues', parameters['rawValues']),
    rawFieldNames: parseFlag('rawFieldNames', parameters['rawFieldNames']),
    ...parseAdvice(parameters),
  };
}

function parseAdvice(parameters: Parameters): AggregateAdvice {
  return {
    hint: parseHint(parameters['hint']),
    comment: parseComment(parameters['comment']),
    readPreference: parseReadPreferences(parameters).readPreference,
  };
}

/** Stages as a list, as the members of an object, or as parameters beside the others. */
function stagesOf(parameters: Parameters): unknown {
  const pipeline = valueOf(parameters['pipeline']);
  if (isGiven(pipeline)) {
    assertKnown(parameters, PIPELINE_PARAMETERS, (name) => `Invalid parameter for query: ${name}`);
    return pipeline;
  }
  const stages: unknown[] = [];
  for (const [name, value] of Object.entries(parameters)) {
    if (!ADVISING.has(name)) stages.push({ [name]: valueOf(value) });
  }
  return stages;
}

/** Parameters that are no stages. */
const ADVISING: ReadonlySet<string> = new Set([...ADVICE, 'rawValues', 'rawFieldNames', 'trace']);

function valueOf(parameter: unknown): unknown {
  return typeof parameter === 'string' ? jsonOr(parameter, parameter) : parameter;
}

/** @throws as parseAggregate */
export function parseStages(json: unknown): readonly Stage[] {
  assertPipelineJson(json);
  const list = isObject(json) ? Object.entries(json).map(([name, spec]) => ({ [name]: spec })) : json;
  if (!Array.isArray(list)) throw new ParseError('InvalidQuery', "Invalid aggregate stage '0'. A pipeline must be an array of stages.");
  if (list.length > STAGES_MAX) throw new ParseError('InvalidQuery', `A pipeline has at most ${STAGES_MAX} stages.`);
  return list.map(parseStage);
}

function parseStage(json: unknown): Stage {
  if (!isObject(json)) {
    throw new ParseError('InvalidQuery', 'Pipeline stages should only have one key but found . A stage must be an object.');
  }
  const [name, ...others] = Object.keys(json);
  if (name === undefined || others.length > 0) {
    const found = Object.keys(json).map(shown).slice(0, 5).join(', ');
    throw new ParseError('InvalidQuery', `Pipeline stages should only have one key but found ${found}.`);
  }
  if (!name.startsWith('$')) throw invalidStage(name);
  return { name, spec: json[name] };
}

/** The refusal of a stage that is not served. */
export function unknownStage(name: string): ParseError {
  return new ParseError('InvalidQuery', `Unrecognized pipeline stage name: '${shown(name)}'`);
}

function invalidStage(name: string): ParseError {
  return new ParseError('InvalidQuery', `Invalid aggregate stage '${shown(name)}'.`);
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}
