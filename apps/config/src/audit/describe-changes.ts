import { isDeepStrictEqual } from 'node:util';
import type { AppRecord } from '../registry/app-record.ts';
import type { AuditChange } from './audit-entry.ts';

/** The parts of an app that an audit entry tells about. */
export type AuditedParts = Pick<AppRecord, 'name' | 'enabled' | 'database' | 'keys' | 'settings' | 'cloud' | 'declared'>;

const SECRET_SETTINGS: ReadonlySet<string> = new Set(['auth']);

/**
 * What differs between two states of an app, by name. Of keys, of the database's address and of settings that hold secrets, only that
 * they changed.
 *
 * @param before undefined for an app that is new
 */
export function describeChanges(before: AuditedParts | undefined, after: AuditedParts): readonly AuditChange[] {
  const differs = (left: unknown, right: unknown) => !isDeepStrictEqual(left, right);
  const changes: AuditChange[] = [];
  const compare = (name: string, left: unknown, right: unknown) => {
    if (differs(left, right)) changes.push({ name, before: left ?? null, after: right ?? null });
  };
  compare('name', before?.name, after.name);
  compare('enabled', before?.enabled, after.enabled);
  compare('cloud', before?.cloud, after.cloud);
  compare('database.name', before?.database.name, after.database.name);
  compare('database.collectionPrefix', before?.database.collectionPrefix, after.database.collectionPrefix);
  if (differs(before?.database.uri, after.database.uri)) changes.push({ name: 'database.uri' });
  for (const kind of namesIn(before?.keys, after.keys)) {
    if (differs(before?.keys[kind], after.keys[kind])) changes.push({ name: `keys.${kind}` });
  }
  const compareSetting = (layer: string, name: string, left: unknown, right: unknown) => {
    if (!SECRET_SETTINGS.has(name)) compare(`${layer}.${name}`, left, right);
    else if (differs(left, right)) changes.push({ name: `${layer}.${name}` });
  };
  for (const name of namesIn(before?.settings, after.settings))
    compareSetting('settings', name, before?.settings[name], after.settings[name]);
  const declared = [before?.declared?.settings ?? {}, after.declared?.settings ?? {}] as const;
  for (const name of namesIn(...declared)) compareSetting('declared', name, declared[0][name], declared[1][name]);
  return changes;
}

function namesIn<T extends object>(left: T | undefined, right: T): (keyof T & string)[] {
  return [...new Set([...Object.keys(left ?? {}), ...Object.keys(right)])].sort() as (keyof T & string)[];
}
