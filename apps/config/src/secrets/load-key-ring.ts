import { randomBytes } from 'node:crypto';
import { chmodSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ConfigSettings } from '../settings.ts';
import { parseKeys, type KeyRing } from './key-ring.ts';

export type KeySettings = Pick<ConfigSettings, 'PARLANCE_SECRETS_KEY' | 'PARLANCE_SECRETS_KEY_FILE' | 'PARLANCE_DATA_FOLDER' | 'NODE_ENV'>;

const KEY_BYTES = 32;
const FILE_NAME = 'secrets.key';
/** Where `npm start` keeps everything too. */
const FOLDER_IN_DEVELOPMENT = '.data';

/**
 * The keys that encrypt secrets: of the environment, of a file, or of the data folder, where the first start makes one.
 *
 * @param made told of the file in which a key was made
 * @throws Error that names the variable which is missing or wrong
 */
export function loadKeyRing(settings: KeySettings, made: (file: string) => void): KeyRing {
  const { PARLANCE_SECRETS_KEY: keys, PARLANCE_SECRETS_KEY_FILE: file, PARLANCE_DATA_FOLDER: folder, NODE_ENV } = settings;
  if (keys !== undefined && file !== undefined) throw new Error('Set PARLANCE_SECRETS_KEY or PARLANCE_SECRETS_KEY_FILE, not both.');
  if (keys !== undefined) return parseKeys(keys, 'PARLANCE_SECRETS_KEY');
  if (file !== undefined) return parseKeys(readKeyFile(file), `PARLANCE_SECRETS_KEY_FILE (${file})`);
  if (folder === undefined && NODE_ENV === 'production') {
    throw new Error(
      'The secrets of apps need a key: PARLANCE_SECRETS_KEY (32 bytes in base64) or PARLANCE_SECRETS_KEY_FILE is not set, nor is ' +
        'PARLANCE_DATA_FOLDER, where one would be made.',
    );
  }
  return ownKey(resolve(folder ?? FOLDER_IN_DEVELOPMENT), made);
}

function readKeyFile(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Error(`PARLANCE_SECRETS_KEY_FILE (${file}) cannot be read (${codeOf(error)}).`, { cause: error });
  }
}

/** The key of a data folder. Processes that start together make it once: a link is made whole or not at all. */
function ownKey(folder: string, made: (file: string) => void): KeyRing {
  const file = join(folder, FILE_NAME);
  try {
    return parseKeys(readFileSync(file, 'utf8'), file);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
  mkdirSync(folder, { recursive: true });
  const draft = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  writeFileSync(draft, `${randomBytes(KEY_BYTES).toString('base64')}\n`, { mode: 0o600, flag: 'wx' });
  try {
    chmodSync(draft, 0o600);
    linkSync(draft, file);
    made(file);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  } finally {
    rmSync(draft);
  }
  return parseKeys(readFileSync(file, 'utf8'), file);
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}
