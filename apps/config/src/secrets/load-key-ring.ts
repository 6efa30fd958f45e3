import { join, resolve } from 'node:path';
import { keptKeys, parseKeys } from '@parlance/settings';
import type { ConfigSettings } from '../settings.ts';
import { keyRing, type KeyRing } from './key-ring.ts';

export type KeySettings = Pick<ConfigSettings, 'PARLANCE_SECRETS_KEY' | 'PARLANCE_DATA_FOLDER' | 'NODE_ENV'>;

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
  const { PARLANCE_SECRETS_KEY: keys, PARLANCE_DATA_FOLDER: folder, NODE_ENV } = settings;
  if (keys !== undefined) return keyRing(parseKeys(keys, 'PARLANCE_SECRETS_KEY'));
  if (folder === undefined && NODE_ENV === 'production') {
    throw new Error(
      'The secrets of apps need a key: PARLANCE_SECRETS_KEY (32 bytes in base64) or PARLANCE_SECRETS_KEY_FILE is not set, nor is ' +
        'PARLANCE_DATA_FOLDER, where one would be made.',
    );
  }
  return keyRing(keptKeys(join(resolve(folder ?? FOLDER_IN_DEVELOPMENT), FILE_NAME), made));
}
