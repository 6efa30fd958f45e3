import { hash } from 'node:crypto';

const ID_LENGTH = 12;

/** A key of AES-256. Its id is derived from it, so that a key cannot be confused with another one by a name. */
export interface SecretsKey {
  readonly id: string;
  readonly bytes: Buffer;
}

/** The keys of a deployment: the first encrypts, all decrypt. */
export interface KeyRing {
  readonly current: SecretsKey;
  /** The current one first. */
  readonly all: readonly SecretsKey[];
  find(id: string): SecretsKey | undefined;
}

/** @param all at least one, the current one first (libs/settings reads them) */
export function keyRing(all: readonly Buffer[]): KeyRing {
  const keys = all.map((bytes) => ({ id: idOf(bytes), bytes }));
  const [current] = keys;
  if (current === undefined) throw new Error('A key ring needs a key.');
  return { current, all: keys, find: (id) => keys.find((key) => key.id === id) };
}

function idOf(bytes: Buffer): string {
  return hash('sha256', Buffer.concat([Buffer.from('parlance secrets key id'), bytes]), 'hex').slice(0, ID_LENGTH);
}
