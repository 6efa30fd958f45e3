import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { DamagedSecretError, MissingKeyError, type SecretPlace } from './secrets-error.ts';
import type { KeyRing } from './key-ring.ts';

const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** An encrypted value as it is stored. `sealed` is the ciphertext with the tag of 16 bytes behind it; all but the id is base64. */
export interface Envelope {
  readonly keyId: string;
  readonly iv: string;
  readonly sealed: string;
}

export function isEnvelope(value: unknown): value is Envelope {
  if (typeof value !== 'object' || value === null || Object.keys(value).length !== 3) return false;
  const { keyId, iv, sealed } = value as Partial<Record<keyof Envelope, unknown>>;
  return [keyId, iv, sealed].every((member) => typeof member === 'string');
}

/** Encrypts a JSON value with the current key. */
export function seal(value: unknown, place: SecretPlace, { current }: KeyRing): Envelope {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(ALGORITHM, current.bytes, iv, { authTagLength: TAG_BYTES }).setAAD(boundTo(place));
  const sealed = Buffer.concat([cipher.update(JSON.stringify(value), 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return { keyId: current.id, iv: iv.toString('base64'), sealed: sealed.toString('base64') };
}

/** @throws MissingKeyError, DamagedSecretError */
export function open({ keyId, iv, sealed }: Envelope, place: SecretPlace, keys: KeyRing): unknown {
  const key = keys.find(keyId);
  if (key === undefined) throw new MissingKeyError(keyId, place);
  const bytes = Buffer.from(sealed, 'base64');
  try {
    const decipher = createDecipheriv(ALGORITHM, key.bytes, Buffer.from(iv, 'base64'), { authTagLength: TAG_BYTES }).setAAD(boundTo(place));
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    return JSON.parse(Buffer.concat([decipher.update(bytes.subarray(0, -TAG_BYTES)), decipher.final()]).toString('utf8')) as unknown;
  } catch (error) {
    throw new DamagedSecretError(place, { cause: error });
  }
}

function boundTo({ app, path }: SecretPlace): Buffer {
  return Buffer.from(JSON.stringify([app, ...path]));
}
