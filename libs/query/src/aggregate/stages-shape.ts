import { ParseError } from '@parlance/errors';
import { shown } from '@parlance/values';
import { expression } from './expression.ts';
import { madeBy, outputName, pathIn, withComputed } from './scope.ts';
import { objectSpec, stage, textSpec, type StageReader } from './stage.ts';

/** Stages that change each document. */

export const addFields: StageReader = (spec, scope, reading) => {
  const entries = Object.entries(objectSpec('$addFields', spec));
  if (entries.length === 0) throw new ParseError('InvalidQuery', '$addFields needs fields.');
  const fields: Record<string, unknown> = {};
  for (const [field, json] of entries) fields[outputName(scope, field)] = expression(json, scope, reading);
  return stage('$addFields', fields, withComputed(scope, Object.keys(fields)), 'whole');
};

export const unset: StageReader = (spec, scope) => {
  const names = Array.isArray(spec) ? (spec as unknown[]) : [spec];
  if (names.length === 0) throw new ParseError('InvalidQuery', '$unset needs names of fields.');
  return stage('$unset', names.map((name) => pathIn(scope, textSpec('$unset', name))), scope, 'pass'); // prettier-ignore
};

export const unwind: StageReader = (spec, scope) => {
  const isPath = typeof spec === 'string';
  const asked = isPath ? { path: spec } : objectSpec('$unwind', spec, ['path', 'includeArrayIndex', 'preserveNullAndEmptyArrays']);
  const { path, includeArrayIndex, preserveNullAndEmptyArrays } = asked as Record<string, unknown>;
  if (typeof path !== 'string' || !path.startsWith('$') || path.startsWith('$$')) {
    throw new ParseError('InvalidQuery', `$unwind needs a field, such as "$tags", not ${shown(path)}.`);
  }
  const translated: Record<string, unknown> = { path: `$${pathIn(scope, path.slice(1))}` };
  if (preserveNullAndEmptyArrays !== undefined) translated['preserveNullAndEmptyArrays'] = preserveNullAndEmptyArrays === true;
  if (includeArrayIndex === undefined) return stage('$unwind', translated, scope, 'pass');
  const index = outputName(scope, textSpec('includeArrayIndex of $unwind', includeArrayIndex));
  translated['includeArrayIndex'] = index;
  return stage('$unwind', translated, withComputed(scope, [index]), 'pass');
};

export const replaceRoot: StageReader = (spec, scope, reading) => {
  const { newRoot } = objectSpec('$replaceRoot', spec, ['newRoot']);
  return stage('$replaceRoot', { newRoot: expression(newRoot, scope, reading) }, madeBy(scope), 'take');
};

export const replaceWith: StageReader = (spec, scope, reading) =>
  stage('$replaceWith', expression(spec, scope, reading), madeBy(scope), 'take');
