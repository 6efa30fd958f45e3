import { ParseError } from '@parlance/errors';
import { FORBIDDEN_KEYS, isObject, shown } from '@parlance/values';
import { PIPELINE_JSON_DEPTH_MAX, PIPELINE_JSON_KEYS_MAX } from './aggregate-limits.ts';

/**
 * Looks once through everything that was sent, so that no step behind it meets keys, sizes, depths or strings of which it would have to
 * be afraid.
 *
 * @throws InvalidFieldName (105) forbidden key, NUL in a key; InvalidJson (107) too deep, too large, or no Unicode; InvalidQuery (102)
 *   number out of range
 */
export function assertPipelineJson(json: unknown): void {
  let keys = 0;
  const visit = (value: unknown, depth: number): void => {
    if (typeof value === 'string') return assertText(value);
    if (typeof value === 'number' && !Number.isFinite(value)) throw new ParseError('InvalidQuery', 'A number is out of range.');
    if (typeof value !== 'object' || value === null) return;
    if (depth > PIPELINE_JSON_DEPTH_MAX) {
      throw new ParseError('InvalidJson', `A pipeline is nested at most ${PIPELINE_JSON_DEPTH_MAX} levels.`);
    }
    const names = Array.isArray(value) ? undefined : Object.keys(value);
    keys += names?.length ?? (value as unknown[]).length;
    if (keys > PIPELINE_JSON_KEYS_MAX) {
      throw new ParseError('InvalidJson', `A pipeline has at most ${PIPELINE_JSON_KEYS_MAX} keys and elements.`);
    }
    names?.forEach(assertKey);
    for (const item of isObject(value) ? Object.values(value) : (value as unknown[])) visit(item, depth + 1);
  };
  visit(json, 1);
}

function assertKey(key: string): void {
  if (FORBIDDEN_KEYS.has(key) || key.includes('\0')) throw new ParseError('InvalidFieldName', `Invalid key name: ${shown(key)}`);
  assertText(key);
}

function assertText(text: string): void {
  if (!text.isWellFormed()) throw new ParseError('InvalidJson', 'A string is not valid Unicode.');
}
