import { ParseError } from '@parlance/errors';
import { isObject, type UnknownObject } from '@parlance/values';
import { APNS_PUSH_TYPES, priorityIn } from '../render/apns.ts';
import { badgeOf } from '../render/badge.ts';
import { collapseIdOf, OVERRIDES, type PushContent } from '../render/content.ts';
import { bytesOf } from '../render/rendered.ts';
import { localeIn } from '../text/locales.ts';

/** Of APNs. */
const COLLAPSE_ID_BYTES_MAX = 64;

/**
 * Reads the payload of a push. Nothing is changed in it: the status keeps it as it was sent.
 *
 * @param data of the push, or of one variant of an experiment
 * @param body for the overrides of platforms, which stand beside `data`
 * @throws PushMisconfigured (115) no data, or a member with a meaning that has another form; IncorrectType (111) a text that is none
 */
export function readContent(data: unknown, body: UnknownObject): PushContent {
  if (!isObject(data)) throw misconfigured('Sending a push requires "data", an object with the payload.');
  if (data['badge'] !== undefined && badgeOf(data) === undefined) {
    throw misconfigured("Invalid value for badge, expected number or 'Increment' or {increment: number}");
  }
  for (const [key, value] of Object.entries(data)) assertText(key, value);
  assertAppleMembers(data);
  const overrides = OVERRIDES.flatMap((name) => {
    const override = body[name];
    if (override === undefined) return [];
    if (!isObject(override)) throw misconfigured(`${name} must be an object.`);
    return [[name, override] as const];
  });
  return { data, ...Object.fromEntries(overrides) };
}

function assertText(key: string, value: unknown): void {
  const name = localeIn(key) === undefined ? key : key.slice(0, key.indexOf('-'));
  if (name === 'alert' && typeof value !== 'string' && !isObject(value)) {
    throw new ParseError('IncorrectType', `${key.slice(0, 64)} must be a string or an object.`);
  }
  if (name === 'title' && typeof value !== 'string') throw new ParseError('IncorrectType', `${key.slice(0, 64)} must be a string.`);
}

function assertAppleMembers(data: UnknownObject): void {
  const { aps, priority } = data;
  if (aps !== undefined && !isObject(aps)) throw misconfigured('aps must be an object.');
  if (priority !== undefined && priorityIn(data) === undefined) throw misconfigured('priority must be 10, 5, 1, "high" or "normal".');
  for (const name of ['push_type', 'pushType']) {
    const type = data[name];
    if (type !== undefined && (typeof type !== 'string' || !APNS_PUSH_TYPES.has(type))) {
      throw misconfigured(`${name} must be one of ${[...APNS_PUSH_TYPES.keys()].join(', ')}.`);
    }
  }
  for (const name of ['collapse_id', 'collapseId', 'topic']) {
    if (data[name] !== undefined && (typeof data[name] !== 'string' || data[name] === '')) throw misconfigured(`${name} must be a string.`);
  }
  const collapseId = collapseIdOf({ data });
  if (collapseId !== undefined && bytesOf(collapseId) > COLLAPSE_ID_BYTES_MAX) {
    throw misconfigured(`collapse_id has ${bytesOf(collapseId)} bytes; at most ${COLLAPSE_ID_BYTES_MAX} are allowed.`);
  }
}

function misconfigured(message: string): ParseError {
  return new ParseError('PushMisconfigured', message);
}
