import { config } from '@parlance/contracts';
import { SERVICE_KEYS, type AppKeys, type KeyKind } from '../registry/app-record.ts';
import { secretWeakness } from './secret-weakness.ts';

export interface KeyIssue {
  readonly kind: KeyKind;
  readonly message: string;
}

export const KEY_KINDS: readonly KeyKind[] = [...config.CLIENT_KEYS, ...config.PRIVILEGED_KEYS, ...SERVICE_KEYS];
const SECRET_KINDS: readonly KeyKind[] = [...config.PRIVILEGED_KEYS, ...SERVICE_KEYS];

/**
 * The faults of an app's keys taken together. Messages never contain a key.
 *
 * A privileged key that equals a key of another kind would give its rights to all holders of the other one. In production, secrets
 * must also be hard to guess, and an app must have a master key.
 */
export function checkKeys(keys: AppKeys, production: boolean): readonly KeyIssue[] {
  return [...sharedKeys(keys), ...(production ? weakKeys(keys) : [])];
}

function* sharedKeys(keys: AppKeys): Iterable<KeyIssue> {
  for (const kind of config.PRIVILEGED_KEYS) {
    for (const other of KEY_KINDS) {
      // Of two privileged kinds that share a key, the first alone complains.
      if (other === kind || isEarlierPrivileged(other, kind)) continue;
      if (keys[kind]?.some((key) => keys[other]?.includes(key)) === true) {
        yield { kind, message: `equals the ${other} key; each needs a value of its own.` };
      }
    }
  }
}

function isEarlierPrivileged(other: KeyKind, kind: config.PrivilegedKey): boolean {
  const order: readonly KeyKind[] = config.PRIVILEGED_KEYS;
  return order.includes(other) && order.indexOf(other) < order.indexOf(kind);
}

function* weakKeys(keys: AppKeys): Iterable<KeyIssue> {
  if (keys.master === undefined) yield { kind: 'master', message: 'is missing; production needs one.' };
  for (const kind of SECRET_KINDS) {
    for (const key of keys[kind] ?? []) {
      const weakness = secretWeakness(key);
      if (weakness !== undefined) yield { kind, message: `${weakness}; production needs a random value of at least 16 characters.` };
    }
  }
}
