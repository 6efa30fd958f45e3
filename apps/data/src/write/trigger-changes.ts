import { isDeepStrictEqual } from 'node:util';
import { AUTH_DATA_PREFIX, ROLE, SECOND_FACTOR_PROVIDER, USER } from '@parlance/platform-classes';
import { isObject } from '@parlance/values';
import type { AfterSave, TriggerJson } from '../triggers/class-triggers.ts';

export const NOTHING: TriggerJson = Object.freeze({});

const SYSTEM: ReadonlySet<string> = new Set(['objectId', 'createdAt', 'updatedAt', 'className']);

/** True for members of every object, which no save sets. */
export function isSystemMember(name: string): boolean {
  return SYSTEM.has(name);
}

/**
 * A save as code sees it: the members of the caller, and those that a service adds by their public names. Internal ones are not for code to
 * see, but for accounts of users, by the name that code knows.
 */
export function sentMembers(body: TriggerJson, added?: TriggerJson): TriggerJson {
  if (added === undefined) return shownMembers(body);
  const links = Object.entries(added).flatMap(([name, data]) => {
    const provider = name.startsWith(AUTH_DATA_PREFIX) ? name.slice(AUTH_DATA_PREFIX.length) : SECOND_FACTOR_PROVIDER;
    return provider === SECOND_FACTOR_PROVIDER ? [] : [[provider, operationOf(data) === 'Delete' ? null : data]];
  });
  const authData = links.length === 0 ? {} : { authData: Object.fromEntries(links) as TriggerJson };
  return shownMembers({ ...body, ...added, ...authData });
}

function shownMembers(members: TriggerJson): TriggerJson {
  const isShown = (name: string) => !name.startsWith('_') && (name === 'objectId' || !SYSTEM.has(name));
  return Object.fromEntries(Object.entries(members).filter(([name]) => isShown(name)));
}

/**
 * The members that code has set, changed, or taken back: of one taken back the value that stays stored, or the word that there is none.
 */
export function changedMembers(sent: TriggerJson, update: TriggerJson, original: TriggerJson = NOTHING): TriggerJson {
  const changed: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(update)) {
    if (!SYSTEM.has(name) && !isDeepStrictEqual(value, sent[name])) changed[name] = value;
  }
  for (const name of Object.keys(sent)) {
    if (SYSTEM.has(name) || name.includes('.') || Object.hasOwn(update, name)) continue;
    changed[name] = original[name] ?? { __op: 'Delete' };
  }
  return changed;
}

/** The members of these that are values, and no `__op` changes. */
export function valuesOf(members: TriggerJson): TriggerJson {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => operationOf(value) === undefined));
}

/** Members that the answer to a save in these classes shows whenever afterSave has a word in it. */
const ALWAYS_SHOWN: ReadonlyMap<string, readonly string[]> = new Map([
  [USER, ['username']],
  [ROLE, ['name', 'ACL']],
]);

/** A save with all that its triggers have said of it. */
export interface AnsweredSave {
  readonly className: string;
  /** As it was before; undefined for a new object. */
  readonly original: TriggerJson | undefined;
  /** The members that were stored. */
  readonly update: TriggerJson;
  /** Those of them that the sender does not know. */
  readonly changed: TriggerJson;
  readonly after: AfterSave | undefined;
}

/**
 * The answer to a save: with all members that triggers have changed, so that its sender knows the object as it is. Of the object that
 * afterSave leaves it shows the members that the sender neither has sent nor could read before; JSON that afterSave returns is the whole answer.
 *
 * @param base the answer without triggers, which `hidden` does not touch
 * @param hidden fields that the sender may not see
 */
export function answerOf(
  { className, original = NOTHING, update, changed, after = NOTHING }: AnsweredSave,
  base: TriggerJson,
  hidden: ReadonlySet<string>,
): Record<string, unknown> {
  if (after.answer !== undefined) return { ...after.answer };
  const answer: Record<string, unknown> = { ...base };
  for (const [name, value] of Object.entries(changed)) {
    const operation = operationOf(value);
    if ((operation === undefined || operation === 'Delete') && !hidden.has(name)) answer[name] = value;
  }
  for (const [name, value] of Object.entries(after.object ?? NOTHING)) {
    if (SYSTEM.has(name) || hidden.has(name)) continue;
    const isKnown = isDeepStrictEqual(value, update[name]) || isDeepStrictEqual(value, original[name]);
    const isAlways = ALWAYS_SHOWN.get(className)?.includes(name) === true;
    if (isAlways || (!isKnown && value !== null && !isPointer(value))) answer[name] = value;
  }
  return answer;
}

function operationOf(value: unknown): unknown {
  return isObject(value) ? value['__op'] : undefined;
}

function isPointer(value: unknown): boolean {
  return isObject(value) && value['__type'] === 'Pointer';
}
