import { createHmac } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { keptKeys } from '@parlance/settings';

/** The user that may do everything: the launcher's own, and that of tests. Services get users of their own. */
export const OWNER = 'owner';

/** The passwords of one server's users. They stand in no file: all come from one key, which only the user can read. */
export interface Credentials {
  passwordOf(user: string): string;
}

/**
 * The credentials of a server whose files are in `directory`, made with the first start. Deleting the folder gives new ones, as it gives
 * a new server.
 */
export function credentialsIn(directory: string): Credentials {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const [key] = keptKeys(join(directory, 'credentials.key'));
  if (key === undefined) throw new Error('There is no key for credentials.');
  return { passwordOf: (user) => createHmac('sha256', key).update(user).digest('base64url') };
}
