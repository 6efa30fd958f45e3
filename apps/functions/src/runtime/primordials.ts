/**
 * Functions of the language that the runtime needs for its own words with the host, taken before any code of an app is loaded, which may
 * replace them. This module is imported first.
 */
/* eslint-disable @typescript-eslint/unbound-method -- functions of constructors need no `this`, the methods are given theirs */
export const { parse: parseJson, stringify: toJson } = JSON;
export const { create, defineProperty, entries, keys, hasOwn, freeze } = Object;
export const { isArray } = Array;

const call = Function.prototype.call;
const callDecode = call.bind(TextDecoder.prototype.decode) as (decoder: InstanceType<typeof TextDecoder>, bytes: Uint8Array) => string;
const callEncode = call.bind(TextEncoder.prototype.encode as (text: string) => Uint8Array) as (
  encoder: InstanceType<typeof TextEncoder>,
  text: string,
) => Uint8Array;
const decoder = new TextDecoder();
const encoder = new TextEncoder();

export function textOf(bytes: Uint8Array): string {
  return callDecode(decoder, bytes);
}

export function bytesOf(text: string): Uint8Array {
  return callEncode(encoder, text);
}

/**
 * A record for the host that nothing on `Object.prototype` reaches: neither a `toJSON` nor a member that the record lacks. Members that
 * are undefined are left out.
 */
export function plain<Members extends object>(members: Members): Members {
  const record = create(null) as Record<string, unknown>;
  const names = keys(members);
  for (let at = 0; at < names.length; at++) {
    const name = names[at] as string;
    const value = (members as Record<string, unknown>)[name];
    if (value !== undefined) record[name] = value;
  }
  return record as Members;
}

/** A list for the host that no `toJSON` of `Array.prototype` changes. */
export function plainList<Item>(items: readonly Item[]): readonly Item[] {
  const list = [...items];
  defineProperty(list, 'toJSON', { value: undefined });
  return list;
}
