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
const DISTINCT_PARAMETERS: ReadonlySet<string> = new Set([...PIPELINE_PARAMETERS, 'distinct', 'where']);

/**
 * The parameters of `GET /aggregate/<Class>`: strings from a query string, JSON values from a body. `distinct` wins over a pipeline.
 *
 * @throws InvalidQuery (102) unknown or malformed parameter, malformed stage; InvalidFieldName (105), InvalidJson (107) as
 *   assertPipelineJson; and the errors of parseWhere
 *
 * Source: docs/contract/20-rest-protocol.md section 5.4.
 */
export function parseAggregate(parameters: Parameters, limits: QueryLimits = QUERY_LIMITS): AggregateQuery {
  return isGiven(parameters['distinct']) ? parseDistinct(parameters, limits) : parsePipelineQuery(parameters);
}

function parseDistinct(parameters: Parameters, limits: QueryLimits): DistinctQuery {
  assertKnown(parameters, DISTINCT_PARAMETERS, (name) => `Invalid parameter for query: ${name}`);
  const key = parameters['distinct'];
  if (typeof key !== 'string') throw wrong('distinct', 'the name of a field');
  return {
    kind: 'distinct',
    key: parseFieldPath(key, limits),
    condition: parseWhere(parameters['where'], limits),
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
  const { pipeline } = parameters;
  if (isGiven(pipeline)) {
    assertKnown(parameters, PIPELINE_PARAMETERS, (name) => `Invalid parameter for query: ${name}`);
    return typeof pipeline === 'string' ? jsonOr(pipeline, pipeline) : pipeline;
  }
  const stages: unknown[] = [];
  for (const [name, value] of Object.entries(parameters)) {
    if (PIPELINE_PARAMETERS.has(name) || name === 'trace' || name === 'distinct') continue;
    stages.push({ [name]: typeof value === 'string' ? jsonOr(value, value) : value });
  }
  return stages;
}

/** @throws as parseAggregate */
export function parseStages(json: unknown): readonly Stage[] {
  assertPipelineJson(json);
  const list = isObject(json) ? Object.entries(json).map(([name, spec]) => ({ [name]: spec })) : json;
  if (!Array.isArray(list)) throw wrong('pipeline', 'an array of stages');
  if (list.length > STAGES_MAX) throw new ParseError('InvalidQuery', `A pipeline has at most ${STAGES_MAX} stages.`);
  return list.map(parseStage);
}

function parseStage(json: unknown): Stage {
  if (!isObject(json)) throw new ParseError('InvalidQuery', 'A pipeline stage must be an object.');
  const [name, ...others] = Object.keys(json);
  if (name === undefined || others.length > 0) {
    const found = Object.keys(json).map(shown).slice(0, 5).join(', ');
    throw new ParseError('InvalidQuery', `Pipeline stages should only have one key but found ${found}.`);
  }
  if (!name.startsWith('$')) throw invalidStage(name);
  return { name, spec: json[name] };
}

export function invalidStage(name: string): ParseError {
  return new ParseError('InvalidQuery', `Invalid aggregate stage '${shown(name)}'.`);
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}
