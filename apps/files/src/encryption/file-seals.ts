import { createCipheriv, createDecipheriv, hash, hkdfSync, randomBytes } from 'node:crypto';
import { ParseError } from '@parlance/errors';
import type { Encryption, FileSource } from '../store/file.store.ts';
import { sealSegments } from './segments.ts';

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const ID_LENGTH = 12;
const CIPHER = 'aes-256-gcm';

interface DeploymentKey {
  readonly id: string;
  readonly bytes: Buffer;
}

/** A file on its way into a store, encrypted, and how it is opened again. */
export interface SealedFile {
  readonly encryption: Encryption;
  readonly sealed: AsyncIterable<Buffer>;
}

/**
 * The keys of files. Each file has a key of its own, wrapped by a key that is derived for its app from one of the deployment: another key
 * for the deployment means to wrap anew, and never to encrypt a file anew.
 */
export class FileSeals {
  readonly #keys: readonly DeploymentKey[];

  /** @param keys the current one first; none where the deployment has no key for files */
  constructor(keys: readonly Buffer[]) {
    this.#keys = keys.map((bytes) => ({
      id: hash('sha256', Buffer.concat([Buffer.from('parlance files key id'), bytes]), 'hex').slice(0, ID_LENGTH),
      bytes,
    }));
  }

  /** @throws FileSaveError (130) where the deployment has no key: a file that was to be encrypted is not stored in clear */
  seal(appId: string, name: string, source: FileSource): SealedFile {
    const key = randomBytes(KEY_BYTES);
    return { encryption: this.#wrap(appId, name, key), sealed: sealSegments(source, key) };
  }

  /** The key of a file. @throws ServiceUnavailable where the key of the deployment is missing that wraps it */
  keyOf(appId: string, name: string, { keyId, wrapped }: Encryption): Buffer {
    const found = this.#keys.find(({ id }) => id === keyId);
    if (found === undefined) throw new ParseError('ServiceUnavailable', 'The key of this file is missing: PARLANCE_FILES_KEY.');
    const bytes = Buffer.from(wrapped, 'base64');
    const decipher = createDecipheriv(CIPHER, wrappingKey(found, appId), bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(name));
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
  }

  /** The same key, wrapped by the current key of the deployment; undefined where it is. @throws as `keyOf` and `seal` */
  rewrap(appId: string, name: string, encryption: Encryption): Encryption | undefined {
    if (encryption.keyId === this.#keys[0]?.id) return undefined;
    return this.#wrap(appId, name, this.keyOf(appId, name, encryption));
  }

  #wrap(appId: string, name: string, key: Buffer): Encryption {
    const [current] = this.#keys;
    if (current === undefined)
      throw new ParseError('FileSaveError', 'Files of this app are encrypted, and there is no key: PARLANCE_FILES_KEY.');
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, wrappingKey(current, appId), nonce);
    cipher.setAAD(Buffer.from(name));
    const wrapped = Buffer.concat([nonce, cipher.update(key), cipher.final(), cipher.getAuthTag()]).toString('base64');
    return { keyId: current.id, wrapped };
  }
}

function wrappingKey({ bytes }: DeploymentKey, appId: string): Buffer {
  return Buffer.from(hkdfSync('sha256', bytes, '', `parlance files ${appId}`, KEY_BYTES));
}
