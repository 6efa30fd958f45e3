import { IN_PLAIN_WORDS } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { assertFieldName, isObject, type UnknownObject } from '@parlance/values';
import { checkedValue } from '../checked-value.ts';
import { conditionList, type Condition } from './condition.ts';

/** The conditions of an edit by parameter: a list that replaces the one there is; an empty one leaves none. */
export type ConditionEdit = ReadonlyMap<string, readonly Condition[]>;

/**
 * Reads the member `conditions` of `PUT /config`: `{"banner": [{"name", "when", "value"}]}`; `{"__op":"Delete"}` stands for no conditions.
 *
 * @throws InvalidFieldName (105); InvalidJson (107) a condition of another form; the errors of values, as for a parameter
 */
export function readConditions(conditions: UnknownObject): ConditionEdit {
  const read = new Map<string, readonly Condition[]>();
  for (const [name, list] of Object.entries(conditions)) {
    assertFieldName(name);
    read.set(name, isObject(list) && list['__op'] === 'Delete' ? [] : readList(name, list));
  }
  return read;
}

function readList(name: string, list: unknown): readonly Condition[] {
  const read = conditionList.safeParse(list, IN_PLAIN_WORDS);
  if (!read.success) {
    const [issue] = read.error.issues;
    const place = ['conditions', name, ...(issue?.path ?? [])].join('.');
    throw new ParseError('InvalidJson', `${place}: ${issue?.message ?? 'This is no list of conditions.'}`);
  }
  return read.data.map(({ name: title, when, value }) => ({ name: title, when, value: checkedValue(name, value) }));
}

/** Conditions as they are stored. Those of another version of Parlance that this one does not understand hold for nobody. */
export function storedConditions(list: unknown): readonly Condition[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((one) => conditionList.safeParse([one]).data ?? []);
}
