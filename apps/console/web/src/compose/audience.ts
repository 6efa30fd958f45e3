import type { AudienceDraft } from './draft.ts';
import { jsonObject, type JsonObject } from './json-object.ts';

/** The query of a new segment, or of everyone; undefined for a query that is no JSON object. */
export function segmentWhere({ kind, platforms, channels, query }: AudienceDraft): JsonObject | undefined {
  if (kind === 'everyone') return {};
  const typed = query.trim() === '' ? { value: {} } : jsonObject(query);
  if ('fault' in typed) return undefined;
  return all([
    ...(platforms.length === 0 ? [] : [{ deviceType: { $in: [...platforms] } }]),
    ...(channels.length === 0 ? [] : [{ channels: { $in: [...channels] } }]),
    ...(Object.keys(typed.value).length === 0 ? [] : [typed.value]),
  ]);
}

/** Constraints that have to hold together. */
function all(conditions: readonly JsonObject[]): JsonObject {
  const names = conditions.flatMap((condition) => Object.keys(condition));
  return new Set(names).size === names.length ? (Object.assign({}, ...conditions) as JsonObject) : { $and: conditions };
}

/** A new segment without a constraint is everyone. */
export const isUnlimited = ({ kind, platforms, channels, query }: AudienceDraft): boolean =>
  kind === 'everyone' || (kind === 'segment' && platforms.length === 0 && channels.length === 0 && query.trim() === '');

const CHANNEL = /^(?:[A-Za-z][A-Za-z0-9_-]*)?$/;
export const isChannel = (name: string): boolean => CHANNEL.test(name);
