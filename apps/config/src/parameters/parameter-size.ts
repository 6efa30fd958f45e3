import { isObject } from '@parlance/values';
import type { Sides } from './parameter-side.ts';

/** Parameters of one app. Source of both limits: docs/contract/07-config-analytics.md A1. */
export const PARAMETERS_MAX = 100;
/** Names and JSON values of all parameters of one app together, in bytes of UTF-8. */
export const PARAMETER_BYTES_MAX = 131_072;

/** Bytes of a set of parameters. The address of a file does not count: it is made anew for every answer. */
export function parameterBytes(sides: Sides): number {
  let bytes = 0;
  for (const [name, { value }] of sides) bytes += Buffer.byteLength(name) + Buffer.byteLength(JSON.stringify(value, withoutUrl));
  return bytes;
}

function withoutUrl(_key: string, value: unknown): unknown {
  if (!isObject(value) || value['__type'] !== 'File') return value;
  return { __type: 'File', name: value['name'] };
}
