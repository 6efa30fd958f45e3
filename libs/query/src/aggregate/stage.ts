import { ParseError } from '@parlance/errors';
import { isObject, shown, type UnknownObject } from '@parlance/values';
import type { MongoStage } from './aggregate-query.ts';
import type { PipelineReading } from './reading.ts';
import type { Scope } from './scope.ts';

/**
 * The effect of a stage on the documents that reach it, apart from the members that its expressions read:
 *
 * - `pass`: hands them on as they are, or fewer of them
 * - `take`: hands on nothing but the members it names
 * - `whole`: hands them on, or a part of them that is not named
 */
export type Effect = 'pass' | 'take' | 'whole';

/** A stage in MongoDB's words, and the documents behind it. */
export interface ReadStage {
  readonly stages: readonly MongoStage[];
  readonly scope: Scope;
  readonly effect: Effect;
}

/** Reads the operand behind the name of a stage. @throws InvalidQuery (102), InvalidFieldName (105) */
export type StageReader = (spec: unknown, scope: Scope, reading: PipelineReading, nested: NestedReader) => ReadStage;

/** Reads a pipeline inside of a stage. Hidden members are gone from the documents it hands on. */
export type NestedReader = (
  json: unknown,
  scope: Scope,
  reading: PipelineReading,
) => { readonly stages: readonly MongoStage[]; readonly scope: Scope };

export function stage(name: string, spec: unknown, scope: Scope, effect: Effect): ReadStage {
  return { stages: [{ [name]: spec }], scope, effect };
}

/** @throws InvalidQuery (102) no object, or with a member that the stage does not know */
export function objectSpec(name: string, spec: unknown, known?: readonly string[]): UnknownObject {
  if (!isObject(spec)) throw new ParseError('InvalidQuery', `${name} needs an object.`);
  for (const key of known === undefined ? [] : Object.keys(spec)) {
    if (known?.includes(key) !== true) throw new ParseError('InvalidQuery', `${name} does not know ${key.slice(0, 64)}.`);
  }
  return spec;
}

/** @throws InvalidQuery (102) */
export function wholeNumber(name: string, json: unknown, least: number, most = Number.MAX_SAFE_INTEGER): number {
  if (typeof json === 'number' && Number.isSafeInteger(json) && json >= least && json <= most) return json;
  const needed = `${name} needs an integer from ${least} on${most === Number.MAX_SAFE_INTEGER ? '' : ` to ${most}`}.`;
  throw new ParseError('InvalidQuery', name.startsWith('$') ? `${refusedNumber(name, json)}. ${needed}` : needed);
}

/** In the database's words, which Parse Server hands on. */
function refusedNumber(name: string, json: unknown): string {
  const kind = typeof json === 'number' ? 'non-negative number' : 'number';
  const given = typeof json === 'number' ? String(json) : typeof json === 'string' ? `"${shown(json)}"` : shown(json);
  return `invalid argument to ${name} stage: Expected a ${kind} in: ${name}: ${given}`;
}

/** @throws InvalidQuery (102) */
export function textSpec(name: string, json: unknown): string {
  if (typeof json !== 'string' || json === '') throw new ParseError('InvalidQuery', `${name} needs a string.`);
  return json;
}
