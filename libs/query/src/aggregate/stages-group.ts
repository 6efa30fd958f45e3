import { ParseError } from '@parlance/errors';
import { isObject } from '@parlance/values';
import { accumulator, expression, sortKey } from './expression.ts';
import { ACCUMULATOR_OPERATORS, WINDOW_OPERATORS } from './expression-operators.ts';
import type { PipelineReading } from './reading.ts';
import { madeBy, outputName, typeIn, withComputed, type Scope } from './scope.ts';
import { objectSpec, stage, textSpec, wholeNumber, type StageReader } from './stage.ts';

/** Stages that make one document of many. */

export const group: StageReader = (spec, scope, reading) => {
  const { _id: id, ...fields } = isObject(spec) ? spec : {};
  if (Object.hasOwn(fields, 'objectId')) throw new ParseError('InvalidQuery', "Cannot use 'objectId' in aggregation stage $group.");
  if (id === undefined) throw new ParseError('InvalidQuery', 'Invalid parameter for query: group. Missing key _id');
  const groups = { _id: expression(id, scope, reading), ...accumulated(fields, scope, reading) };
  return stage('$group', groups, madeBy(scope, idTargetOf(id, scope)), 'take');
};

export const sortByCount: StageReader = (spec, scope, reading) =>
  stage('$sortByCount', expression(spec, scope, reading), madeBy(scope, idTargetOf(spec, scope)), 'take');

export const count: StageReader = (spec, scope) =>
  stage('$count', outputName(madeBy({ ...scope, rawNames: true }), textSpec('$count', spec)), madeBy(scope), 'take');

export const bucket: StageReader = (spec, scope, reading) => {
  const { groupBy, boundaries, output, ...others } = objectSpec('$bucket', spec, ['groupBy', 'boundaries', 'default', 'output']);
  if (!Array.isArray(boundaries)) throw new ParseError('InvalidQuery', '$bucket needs boundaries.');
  const translated: Record<string, unknown> = {
    groupBy: expression(groupBy, scope, reading),
    boundaries: expression(boundaries, scope, reading),
  };
  if (others['default'] !== undefined) translated['default'] = expression(others['default'], scope, reading);
  if (output !== undefined) translated['output'] = accumulated(objectSpec('output of $bucket', output), scope, reading);
  return stage('$bucket', translated, madeBy(scope), 'take');
};

export const bucketAuto: StageReader = (spec, scope, reading) => {
  const { groupBy, buckets, output, granularity } = objectSpec('$bucketAuto', spec, ['groupBy', 'buckets', 'output', 'granularity']);
  const translated: Record<string, unknown> = {
    groupBy: expression(groupBy, scope, reading),
    buckets: wholeNumber('buckets of $bucketAuto', buckets, 1),
  };
  if (output !== undefined) translated['output'] = accumulated(objectSpec('output of $bucketAuto', output), scope, reading);
  if (granularity !== undefined) translated['granularity'] = textSpec('granularity of $bucketAuto', granularity);
  return stage('$bucketAuto', translated, madeBy(scope), 'take');
};

export const setWindowFields: StageReader = (spec, scope, reading) => {
  const { partitionBy, sortBy, output } = objectSpec('$setWindowFields', spec, ['partitionBy', 'sortBy', 'output']);
  const translated: Record<string, unknown> = {};
  if (partitionBy !== undefined) translated['partitionBy'] = expression(partitionBy, scope, reading);
  if (sortBy !== undefined) translated['sortBy'] = sortKey(sortBy, scope);
  const fields: Record<string, unknown> = {};
  for (const [name, json] of Object.entries(objectSpec('output of $setWindowFields', output))) {
    const { window, ...operator } = objectSpec('A field of $setWindowFields', json);
    fields[outputName(scope, name)] = {
      ...accumulator(operator, WINDOW_OPERATORS, scope, reading),
      ...(window === undefined ? {} : { window: windowBounds(window) }),
    };
  }
  translated['output'] = fields;
  return stage('$setWindowFields', translated, withComputed(scope, Object.keys(fields)), 'whole');
};

function accumulated(fields: Readonly<Record<string, unknown>>, scope: Scope, reading: PipelineReading): Record<string, unknown> {
  const translated: Record<string, unknown> = {};
  for (const [name, json] of Object.entries(fields)) {
    translated[outputName(madeBy(scope), name)] = accumulator(json, ACCUMULATOR_OPERATORS, scope, reading);
  }
  return translated;
}

/** The class of the pointers that objects are grouped by. */
function idTargetOf(id: unknown, scope: Scope): string | undefined {
  if (typeof id !== 'string' || !id.startsWith('$') || id.startsWith('$$')) return undefined;
  const type = typeIn(scope, id.slice(1));
  return type?.type === 'Pointer' ? type.targetClass : undefined;
}

const WINDOW_MEMBERS = ['documents', 'range', 'unit'];

function windowBounds(json: unknown): unknown {
  for (const [name, bounds] of Object.entries(objectSpec('window', json, WINDOW_MEMBERS))) {
    const fits = name === 'unit' ? typeof bounds === 'string' : Array.isArray(bounds) && bounds.length === 2 && !bounds.some(isObject);
    if (!fits) throw new ParseError('InvalidQuery', `The window cannot use this ${name}.`);
  }
  return json;
}
