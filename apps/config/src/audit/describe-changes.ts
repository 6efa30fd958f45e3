import { isDeepStrictEqual } from 'node:util';
import { appSettings, redact, secretsIn } from '@parlance/app-settings';
import type { AppRecord, SetSettings } from '../registry/app-record.ts';
import type { AuditChange } from './audit-entry.ts';

/** The parts of an app that an audit entry tells about. */
export type AuditedParts = Pick<AppRecord, 'name' | 'enabled' | 'database' | 'keys' | 'settings' | 'cloud' | 'release' | 'declared'>;

/**
 * The differences between two states of an app, by name. Of keys, of the database's address and of secrets among the settings, only
 * that they changed.
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
  compare('release', before?.release, after.release);
  compare('database.name', before?.database.name, after.database.name);
  compare('database.collectionPrefix', before?.database.collectionPrefix, after.database.collectionPrefix);
  if (differs(before?.database.uri, after.database.uri)) changes.push({ name: 'database.uri' });
  for (const kind of namesIn(before?.keys, after.keys)) {
    if (differs(before?.keys[kind], after.keys[kind])) changes.push({ name: `keys.${kind}` });
  }
  const compareSettings = (layer: string, left: SetSettings, right: SetSettings) => {
    const shown = [redact(appSettings, left) as SetSettings, redact(appSettings, right) as SetSettings] as const;
    for (const name of namesIn(...shown)) compare(`${layer}.${name}`, shown[0][name], shown[1][name]);
    for (const name of changedSecrets(left, right)) changes.push({ name: `${layer}.${name}` });
  };
  compareSettings('settings', before?.settings ?? {}, after.settings);
  compareSettings('declared', before?.declared?.settings ?? {}, after.declared?.settings ?? {});
  return changes;
}

function namesIn<T extends object>(left: T | undefined, right: T): (keyof T & string)[] {
  return [...new Set([...Object.keys(left ?? {}), ...Object.keys(right)])].sort() as (keyof T & string)[];
}

/** Places of secrets that were set, changed or taken away, such as `mail.smtpUrl`. */
function changedSecrets(left: SetSettings, right: SetSettings): readonly string[] {
  const [before, after] = [secretsIn(appSettings, left), secretsIn(appSettings, right)];
  const places = new Set([...before.keys(), ...after.keys()]);
  return [...places].filter((place) => !isDeepStrictEqual(before.get(place), after.get(place))).sort();
}
