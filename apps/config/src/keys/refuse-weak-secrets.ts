import type { AppRecord } from '../registry/app-record.ts';
import { checkKeys } from './check-keys.ts';

/**
 * Production does not start while an app in the registry has a secret that could be guessed, also one that no apps file declares.
 *
 * @throws Error naming the apps and the kinds of keys, never a key
 */
export function refuseWeakSecrets(apps: readonly AppRecord[]): void {
  const problems = apps
    .filter(({ enabled }) => enabled)
    .flatMap(({ _id, keys }) => checkKeys(keys, true).map(({ kind, message }) => `  app "${_id}": the ${kind} key ${message}`));
  if (problems.length > 0) throw new Error(`Keys in the registry are not fit for production:\n${problems.join('\n')}`);
}
