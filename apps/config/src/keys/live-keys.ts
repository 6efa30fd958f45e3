import { hash } from 'node:crypto';
import type { AppKeys, AppRecord, KeyKind, KeyNotes } from '../registry/app-record.ts';
import { KEY_KINDS } from './check-keys.ts';

/** Characters of the digest by which people tell keys apart. */
const ID_LENGTH = 12;

/** Tells a key from the others of its app without giving it away: 48 bits of its digest. */
export function keyId(key: string): string {
  return hash('sha256', key, 'hex').slice(0, ID_LENGTH);
}

type Keyed = Pick<AppRecord, 'keys' | 'keyNotes'>;

/** The keys that are taken now. */
export function liveKeys({ keys, keyNotes }: Keyed, now: Date): AppKeys {
  if (keyNotes === undefined) return keys;
  const isLive = (key: string): boolean => {
    const until = keyNotes[keyId(key)]?.until;
    return until === undefined || until > now;
  };
  const kinds = KEY_KINDS.map((kind) => [kind, (keys[kind] ?? []).filter(isLive)] as const);
  return Object.fromEntries(kinds.filter(([, values]) => values.length > 0));
}

/** The members of a record that say which keys there are. */
export type KeyMembers = Pick<AppRecord, 'keys' | 'keyNotes' | 'keyEndsAt'>;

/** A record with other keys: notes of keys that are gone go with them, and the next end is noted. */
export function withKeys<Record extends KeyMembers>(record: Record, keys: AppKeys, notes: KeyNotes): Record {
  const { keys: _keys, keyNotes: _notes, keyEndsAt: _endsAt, ...others } = record;
  const ids = new Set(Object.values(keys).flat().map(keyId));
  const kept = Object.entries(notes).filter(([id]) => ids.has(id));
  const ends = kept.flatMap(([, { until }]) => until?.getTime() ?? []);
  return {
    ...others,
    keys,
    ...(kept.length === 0 ? {} : { keyNotes: Object.fromEntries(kept) }),
    ...(ends.length === 0 ? {} : { keyEndsAt: new Date(Math.min(...ends)) }),
  } as unknown as Record;
}

/** A record with other keys of one kind. */
export function withKeysOf<Record extends KeyMembers>(record: Record, kind: KeyKind, values: readonly string[], notes: KeyNotes): Record {
  const { [kind]: _before, ...others } = record.keys;
  return withKeys(record, values.length === 0 ? others : { ...others, [kind]: values }, notes);
}
