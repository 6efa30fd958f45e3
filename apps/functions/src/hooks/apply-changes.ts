import { isDeepStrictEqual } from 'node:util';
import { isObject } from '@parlance/values';

/** An object in the JSON of the REST API. */
export type RestObject = Readonly<Record<string, unknown>>;

/**
 * An object as it is once the members of a save are applied to it, in JSON: as a webhook, which has no SDK, is shown it. The store computes the
 * values again, by its own rules.
 *
 * @param changes members as clients send them, with `__op` changes; `a.b` is a member of the object `a`
 */
export function applyChanges(original: RestObject, changes: RestObject): Record<string, unknown> {
  const object: Record<string, unknown> = { ...original };
  for (const [path, change] of Object.entries(changes)) {
    const [first = '', ...rest] = path.split('.');
    const value = changed(rest.length === 0 ? object[first] : at(object[first], rest), change);
    if (rest.length > 0) object[first] = withMember(object[first], rest, value);
    else if (value === undefined) delete object[first];
    else object[first] = value;
  }
  return object;
}

/** @returns undefined for a member that goes away */
function changed(value: unknown, change: unknown): unknown {
  if (!isObject(change) || typeof change['__op'] !== 'string') return change;
  const { amount, objects } = change;
  const items = Array.isArray(objects) ? (objects as unknown[]) : [];
  const list = Array.isArray(value) ? (value as unknown[]) : [];
  switch (change['__op']) {
    case 'Delete':
      return undefined;
    case 'Increment':
      return (typeof value === 'number' ? value : 0) + (typeof amount === 'number' ? amount : 0);
    case 'SetOnInsert':
      return value ?? amount;
    case 'Add':
      return [...list, ...items];
    case 'AddUnique':
      return [...list, ...items.filter((item, index) => !has(list, item) && !has(items.slice(0, index), item))];
    case 'Remove':
      return list.filter((item) => !has(items, item));
    case 'Batch':
      return (Array.isArray(change['ops']) ? (change['ops'] as unknown[]) : []).reduce(changed, value);
    case 'AddRelation':
    case 'RemoveRelation':
      return { __type: 'Relation', className: classOf(items[0]) ?? classOf(value) };
    default:
      return value;
  }
}

function has(list: readonly unknown[], item: unknown): boolean {
  return list.some((other) => isDeepStrictEqual(other, item));
}

function classOf(value: unknown): unknown {
  return isObject(value) ? value['className'] : undefined;
}

function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce((inner, name) => (isObject(inner) ? inner[name] : undefined), value);
}

function withMember(value: unknown, [name = '', ...rest]: readonly string[], member: unknown): unknown {
  const object: Record<string, unknown> = isObject(value) ? { ...value } : {};
  const inner = rest.length === 0 ? member : withMember(object[name], rest, member);
  if (inner === undefined) delete object[name];
  else object[name] = inner;
  return object;
}
