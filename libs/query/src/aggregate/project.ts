import { ParseError } from '@parlance/errors';
import { isObject, type UnknownObject } from '@parlance/values';
import { expression } from './expression.ts';
import type { PipelineReading } from './reading.ts';
import { outputName, pathIn, withComputed, type Scope } from './scope.ts';
import { objectSpec, stage, type StageReader } from './stage.ts';
import { isTyped } from './typed-value.ts';

/** The kind of a projection as found, at any depth; `_id` may always be left out. */
interface Found {
  keeps: boolean;
  leavesOut: boolean;
}

/** `$project`: fields to keep, to leave out, or to compute. */
export const project: StageReader = (spec, scope, reading) => {
  const entries = Object.entries(objectSpec('$project', spec));
  if (entries.length === 0) throw new ParseError('InvalidQuery', '$project needs fields.');
  const fields: Record<string, unknown> = {};
  const computed: string[] = [];
  const found: Found = { keeps: false, leavesOut: false };
  for (const [name, json] of entries) {
    const isComputed = kindOf(json) === 'compute';
    const path = isComputed ? outputName(scope, name) : pathIn(scope, name);
    if (isComputed) computed.push(path);
    const leftOutBefore = found.leavesOut;
    fields[path] = projected(json, scope, reading, found);
    if (path === '_id') found.leavesOut = leftOutBefore;
  }
  const behind = computed.length === 0 ? scope : withComputed(scope, computed);
  return stage('$project', fields, behind, found.keeps && !found.leavesOut ? 'take' : 'pass');
};

type Kind = 'keep' | 'leaveOut' | 'inside' | 'compute';

function kindOf(json: unknown): Kind {
  if (json === true || json === false || typeof json === 'number') return json === false || json === 0 ? 'leaveOut' : 'keep';
  if (!isObject(json) || isTyped(json)) return 'compute';
  return Object.keys(json).some((key) => key.startsWith('$')) ? 'compute' : 'inside';
}

function projected(json: unknown, scope: Scope, reading: PipelineReading, found: Found): unknown {
  switch (kindOf(json)) {
    case 'keep':
      found.keeps = true;
      return json;
    case 'leaveOut':
      found.leavesOut = true;
      return json;
    case 'compute':
      found.keeps = true;
      return expression(json, scope, reading);
    case 'inside':
      return inside(json as UnknownObject, scope, reading, found);
  }
}

/** Parts of a field: the same again, by names inside of it. */
function inside(json: UnknownObject, scope: Scope, reading: PipelineReading, found: Found): Record<string, unknown> {
  const names: Scope = { ...scope, rawNames: true };
  return Object.fromEntries(
    Object.entries(json).map(([name, value]) => [outputName(names, name), projected(value, scope, reading, found)]),
  );
}
