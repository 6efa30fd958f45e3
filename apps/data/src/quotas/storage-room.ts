import { INSTALLATION, PRODUCT, ROLE, USER } from '@parlance/platform-classes';
import type { Writing } from '../write/writing.ts';

/** Classes of the platform in which an app has objects of its own. Log-ins and the records of the platform are never refused. */
const OWN_CLASSES: readonly string[] = [USER, ROLE, INSTALLATION, PRODUCT];

/**
 * Asked before objects are created, whoever creates them, once the class has let them.
 *
 * @throws ExceededClassQuota (140) where the app has used up its quota on objects
 */
export function assertStorageRoom({ app }: Pick<Writing, 'app'>, className: string, added: number): Promise<void> | undefined {
  if (className.startsWith('_') && !OWN_CLASSES.includes(className)) return undefined;
  return app.storage.assertRoom(app.settings.quotas, added);
}
