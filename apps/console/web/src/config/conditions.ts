import type { FieldType } from '../api/data-operations.ts';
import { t } from '../texts/index.ts';
import type { Condition } from './parameters.ts';
import { parseTyped, typedDraft, type TypedDraft } from './types.ts';

/** The inputs of a condition, as somebody types them: lists with commas. */
export interface ConditionDraft {
  /** Tells drafts apart while they are moved. */
  readonly id: number;
  readonly name: string;
  readonly deviceType: string;
  readonly localeIdentifier: string;
  readonly users: string;
  readonly roles: string;
  readonly versionFrom: string;
  readonly versionBelow: string;
  readonly percentFrom: string;
  readonly percentBelow: string;
  /** Members that have no input here, such as the salt of a percentage: they stay. */
  readonly salt?: string;
  readonly value: TypedDraft;
}

const LISTS = ['deviceType', 'localeIdentifier', 'users', 'roles'] as const;
let ids = 0;

const joined = (list: unknown): string => (Array.isArray(list) ? list.join(', ') : '');
const written = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');
const members = (value: unknown): Readonly<Record<string, unknown>> => (value ?? {}) as Record<string, unknown>;

export function conditionDraft({ name, when, value }: Condition): ConditionDraft {
  const [version, percentage] = [members(when.appVersion), members(when.percentage)];
  return {
    id: (ids += 1),
    name,
    deviceType: joined(when.deviceType),
    localeIdentifier: joined(when.localeIdentifier),
    users: joined(when.users),
    roles: joined(when.roles),
    versionFrom: written(version.from),
    versionBelow: written(version.below),
    percentFrom: written(percentage.from),
    percentBelow: written(percentage.below),
    ...(typeof percentage.salt === 'string' ? { salt: percentage.salt } : {}),
    value: typedDraft(value),
  };
}

export const newCondition = (name: string, type: FieldType): ConditionDraft => ({
  ...conditionDraft({ name, when: {}, value: undefined }),
  value: typedDraft(undefined, type),
});

/** The condition that a draft stands for, or the fault in it. */
export function parseCondition(draft: ConditionDraft): { readonly condition: Condition } | { readonly fault: string } {
  const value = parseTyped(draft.value);
  if (draft.name.trim() === '') return { fault: t.config.invalid.conditionName };
  if ('fault' in value) return value;
  const when = whenOf(draft);
  if (Object.keys(when).length === 0) return { fault: t.config.invalid.nobody };
  if (Object.values(when).includes(undefined)) return { fault: t.config.invalid.percentage };
  return { condition: { name: draft.name.trim(), when, value: value.value } };
}

function whenOf(draft: ConditionDraft): Record<string, unknown> {
  const lists = LISTS.map((name) => [name, words(draft[name])] as const).filter(([, list]) => list.length > 0);
  const [from, below] = [draft.versionFrom.trim(), draft.versionBelow.trim()];
  const version = { ...(from === '' ? {} : { from }), ...(below === '' ? {} : { below }) };
  return {
    ...Object.fromEntries(lists),
    ...(Object.keys(version).length === 0 ? {} : { appVersion: version }),
    ...(draft.percentBelow.trim() === '' && draft.percentFrom.trim() === '' ? {} : { percentage: percentageOf(draft) }),
  };
}

const words = (text: string): string[] => [...new Set(text.split(',').map((word) => word.trim()))].filter((word) => word !== '');

/** @returns undefined for anything but a share from 0 to 100 */
function percentageOf({ percentFrom, percentBelow, salt }: ConditionDraft): object | undefined {
  const [from, below] = [Number(percentFrom.trim()), Number(percentBelow.trim())];
  if (percentBelow.trim() === '' || ![from, below].every((share) => share >= 0 && share <= 100)) return undefined;
  return { from, below, ...(salt === undefined ? {} : { salt }) };
}

/** The callers that a condition is for, in words. */
export function describeWhen(when: Condition['when']): string {
  const { appVersion, percentage, ...lists } = when;
  const words = t.config.when;
  const parts = Object.entries(lists).map(([name, list]) => words.any(words.names[name] ?? name, joined(list)));
  const { from, below } = members(appVersion);
  if (appVersion !== undefined) parts.push(words.version(written(from), written(below)));
  const share = members(percentage);
  if (percentage !== undefined) parts.push(words.percentage(written(share.from) || '0', written(share.below)));
  return parts.join(words.and);
}

/** The list with an item one place up or down. */
export function moved<Item>(list: readonly Item[], at: number, by: -1 | 1): readonly Item[] {
  const to = at + by;
  if (to < 0 || to >= list.length) return list;
  const next = list.filter((_, place) => place !== at);
  next.splice(to, 0, list[at] as Item);
  return next;
}
