import type { AppSettings } from '@parlance/app-settings';
import { ParseError } from '@parlance/errors';
import { assertJsonLimits } from '../body/assert-json-limits.ts';
import { BATCH } from '../batch/batch-path.ts';
import type { Members } from '../body/parse-body.ts';

/** An entry of the setting, made ready: a name or a value, or both together, that no member of a request may have. */
export interface DeniedKeyword {
  readonly entry: string;
  readonly key: RegExp | undefined;
  readonly value: RegExp | number | boolean | undefined;
}

/** Names that are never taken, whatever an app declares, are refused where names are read: `FORBIDDEN_KEYS` of libs/values. */
export function compileDenylist(entries: AppSettings['requestKeywordDenylist']): readonly DeniedKeyword[] {
  return entries.map(({ key, value }) => ({
    entry: JSON.stringify({ key, value }),
    key: key === undefined ? undefined : new RegExp(key),
    value: typeof value === 'string' ? new RegExp(value) : value,
  }));
}

/**
 * Tells whether a request to a route is looked through as a whole. Parts of a batch are, one by one; requests that need a master key are
 * not, so that no entry can keep its owner from taking it back.
 */
export function isScreened({ scope, path }: { readonly scope: string; readonly path: string }): boolean {
  return scope === 'app' && path !== BATCH;
}

/**
 * Refuses keywords that the app denies, anywhere in a body or in the parameters of a read, the JSON in their strings included.
 * Costs nothing without entries; else a walk over all members.
 *
 * @throws InvalidFieldName (105); InvalidJson (107) for a string of JSON beyond the limits of a body
 */
export function assertNoDeniedKeyword(input: Members, denied: readonly DeniedKeyword[], isRead: boolean): void {
  if (denied.length === 0) return;
  const found = findDenied(isRead ? Object.fromEntries(Object.entries(input).map(opened)) : input, denied);
  if (found !== undefined) throw new ParseError('InvalidFieldName', `Prohibited keyword in request data: ${found.entry}.`);
}

/** A parameter as a query string holds it: perhaps a string of JSON. One that cannot be read as such is refused where it is used. */
function opened([name, value]: readonly [string, unknown]): readonly [string, unknown] {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return [name, value];
  assertJsonLimits(Buffer.from(value));
  try {
    return [name, JSON.parse(value)];
  } catch {
    return [name, value]; // A string that only looks like JSON.
  }
}

function findDenied(value: unknown, denied: readonly DeniedKeyword[]): DeniedKeyword | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const isList = Array.isArray(value);
  for (const [name, member] of Object.entries(value)) {
    const found = denied.find((keyword) => isDenied(isList ? undefined : name, member, keyword)) ?? findDenied(member, denied);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** @param name undefined for an element of a list */
function isDenied(name: string | undefined, member: unknown, { key, value }: DeniedKeyword): boolean {
  if (key !== undefined && (name === undefined || !key.test(name))) return false;
  return value === undefined || (value instanceof RegExp ? typeof member === 'string' && value.test(member) : member === value);
}
