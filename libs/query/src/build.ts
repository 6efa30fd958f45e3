import type { ParseValue } from '@parlance/values';
import type { AskedCondition, Compare, Condition, Exists, FieldPath, Group, Membership, Range, Regex, Sortable } from './ast.ts';

/**
 * The only way to make conditions. Their results are frozen and in normal form, the only form executors see:
 *
 * - no `and` directly inside an `and`, no `or` directly inside an `or` or a `nor`
 * - an `and` has no single item; EVERYTHING and NOTHING stand alone, absorbed or absorbing
 * - an `or` of one item stays one: validate.ts refuses some parts in its branches that it allows beside them, and MongoDB unwraps it anyway
 */
export const EVERYTHING: Group<'and'> = Object.freeze({ kind: 'and', items: Object.freeze([]) });
export const NOTHING: Group<'or'> = Object.freeze({ kind: 'or', items: Object.freeze([]) });

export function isEverything(condition: AskedCondition): boolean {
  return condition.kind === 'and' && condition.items.length === 0;
}

export function isNothing(condition: AskedCondition): boolean {
  return condition.kind === 'or' && condition.items.length === 0;
}

export function and(...items: readonly Condition[]): Condition;
export function and(...items: readonly AskedCondition[]): AskedCondition;
export function and(...items: readonly AskedCondition[]): AskedCondition {
  const flat: AskedCondition[] = [];
  for (const item of items) {
    if (isNothing(item)) return NOTHING;
    if (item.kind === 'and') flat.push(...item.items);
    else flat.push(item);
  }
  if (flat.length === 0) return EVERYTHING;
  return flat.length === 1 ? (flat[0] as AskedCondition) : group('and', flat);
}

export function or(...items: readonly Condition[]): Condition;
export function or(...items: readonly AskedCondition[]): AskedCondition;
export function or(...items: readonly AskedCondition[]): AskedCondition {
  const branches = flatBranches(items);
  if (branches === undefined) return EVERYTHING;
  return branches.length === 0 ? NOTHING : group('or', branches);
}

/** None of the items. */
export function nor(...items: readonly Condition[]): Condition;
export function nor(...items: readonly AskedCondition[]): AskedCondition;
export function nor(...items: readonly AskedCondition[]): AskedCondition {
  const branches = flatBranches(items);
  if (branches === undefined) return NOTHING;
  return branches.length === 0 ? EVERYTHING : group('nor', branches);
}

/** The group of this kind over other items, in normal form. */
export function regroup(kind: Group<'and' | 'or' | 'nor'>['kind'], items: readonly Condition[]): Condition;
export function regroup(kind: Group<'and' | 'or' | 'nor'>['kind'], items: readonly AskedCondition[]): AskedCondition;
export function regroup(kind: Group<'and' | 'or' | 'nor'>['kind'], items: readonly AskedCondition[]): AskedCondition {
  switch (kind) {
    case 'and':
      return and(...items);
    case 'or':
      return or(...items);
    case 'nor':
      return nor(...items);
  }
}

/** Undefined when one branch is everything. */
function flatBranches(items: readonly AskedCondition[]): AskedCondition[] | undefined {
  const flat: AskedCondition[] = [];
  for (const item of items) {
    if (isEverything(item)) return undefined;
    if (item.kind === 'or') flat.push(...item.items);
    else flat.push(item);
  }
  return flat;
}

function group<K extends 'and' | 'or' | 'nor'>(kind: K, items: readonly AskedCondition[]): Group<K, AskedCondition> {
  return Object.freeze({ kind, items: Object.freeze(items) });
}

export const eq = (field: FieldPath, operand: ParseValue): Compare<'eq'> => Object.freeze({ kind: 'eq', field, operand });
export const ne = (field: FieldPath, operand: ParseValue): Compare<'ne'> => Object.freeze({ kind: 'ne', field, operand });

export const lt = (field: FieldPath, operand: Sortable): Range<'lt'> => Object.freeze({ kind: 'lt', field, operand });
export const lte = (field: FieldPath, operand: Sortable): Range<'lte'> => Object.freeze({ kind: 'lte', field, operand });
export const gt = (field: FieldPath, operand: Sortable): Range<'gt'> => Object.freeze({ kind: 'gt', field, operand });
export const gte = (field: FieldPath, operand: Sortable): Range<'gte'> => Object.freeze({ kind: 'gte', field, operand });

/** These take `operands` over: the list is frozen. */
export const isIn = (field: FieldPath, operands: readonly ParseValue[]): Membership<'in'> => membership('in', field, operands);
export const notIn = (field: FieldPath, operands: readonly ParseValue[]): Membership<'nin'> => membership('nin', field, operands);
export const all = (field: FieldPath, operands: readonly ParseValue[]): Membership<'all'> => membership('all', field, operands);
export const containedBy = (field: FieldPath, operands: readonly ParseValue[]): Membership<'containedBy'> =>
  membership('containedBy', field, operands);

function membership<K extends Membership<'in' | 'nin' | 'all' | 'containedBy'>['kind']>(
  kind: K,
  field: FieldPath,
  operands: readonly ParseValue[],
): Membership<K> {
  return Object.freeze({ kind, field, operands: Object.freeze(operands) });
}

export const exists = (field: FieldPath, present = true): Exists => Object.freeze({ kind: 'exists', field, present });

/**
 * @param source checked by parse/regex.ts: lengths, and that some engine can read it
 * @param options letters out of `imsxu`, in any order; `u` is always on and not kept
 */
export function regex(field: FieldPath, source: string, options = ''): Regex {
  return Object.freeze({ kind: 'regex', field, source, options: sortedOptions(options) });
}

function sortedOptions(options: string): string {
  if (options.length === 0) return '';
  let sorted = '';
  for (const letter of 'imsx') if (options.includes(letter)) sorted += letter;
  return sorted;
}
