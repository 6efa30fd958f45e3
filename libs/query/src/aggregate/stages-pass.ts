import { ParseError } from '@parlance/errors';
import { SAMPLE_MAX } from './aggregate-limits.ts';
import { expression, sortKey } from './expression.ts';
import { geometry, place } from './geo-operand.ts';
import { matchFilter } from './match.ts';
import { outputName, pathIn, withComputed } from './scope.ts';
import { objectSpec, stage, textSpec, wholeNumber, type StageReader } from './stage.ts';
import { isObject } from '@parlance/values';

/** Stages that choose among documents, and order them. */

export const match: StageReader = (spec, scope, reading) => stage('$match', matchFilter(spec, scope, reading), scope, 'pass');

export const sort: StageReader = (spec, scope) => stage('$sort', sortKey(spec, scope), scope, 'pass');

export const limit: StageReader = (spec, scope) => stage('$limit', wholeNumber('$limit', spec, 1), scope, 'pass');

export const skip: StageReader = (spec, scope) => stage('$skip', wholeNumber('$skip', spec, 0), scope, 'pass');

export const sample: StageReader = (spec, scope) => {
  const { size } = objectSpec('$sample', spec, ['size']);
  return stage('$sample', { size: wholeNumber('$sample', size, 1, SAMPLE_MAX) }, scope, 'pass');
};

export const redact: StageReader = (spec, scope, reading) => stage('$redact', expression(spec, scope, reading), scope, 'whole');

const GEO_NEAR = ['near', 'distanceField', 'spherical', 'maxDistance', 'minDistance', 'query', 'distanceMultiplier', 'includeLocs', 'key'];

/** Nearest first. The index of the places has to exist; a GeoPoint is asked for on a sphere, in radians. */
export const geoNear: StageReader = (spec, scope, reading) => {
  const { near, query, key, distanceField, includeLocs, ...numbers } = objectSpec('$geoNear', spec, GEO_NEAR);
  for (const [name, value] of Object.entries(numbers)) {
    if (typeof value !== (name === 'spherical' ? 'boolean' : 'number'))
      throw new ParseError('InvalidQuery', `$geoNear cannot use this ${name}.`);
  }
  const isPoint = isObject(near) && near['__type'] === 'GeoPoint';
  const translated: Record<string, unknown> = {
    near: isObject(near) && !isPoint ? geometry('$geoNear', near) : place('$geoNear', near),
    distanceField: outputName(scope, textSpec('distanceField of $geoNear', distanceField)),
    ...(isPoint ? { spherical: true } : {}),
    ...numbers,
  };
  const names = [translated['distanceField'] as string];
  if (query !== undefined) translated['query'] = matchFilter(query, scope, reading);
  if (key !== undefined) translated['key'] = pathIn(scope, textSpec('key of $geoNear', key));
  if (includeLocs !== undefined) {
    translated['includeLocs'] = outputName(scope, textSpec('includeLocs of $geoNear', includeLocs));
    names.push(translated['includeLocs'] as string);
  }
  return stage('$geoNear', translated, withComputed(scope, names), 'pass');
};
