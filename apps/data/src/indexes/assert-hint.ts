import { protectedFields, refusesField, seesCredentials, seesInternal, type Identity } from '@parlance/acl';
import { hasCredentials } from '@parlance/platform-classes';
import type { Hint } from '@parlance/query';
import type { ClassSchema } from '@parlance/values';
import type { ReadingApp } from '../apps/app.ts';
import { credentialAmong, hiddenAmong } from './hidden-index-members.ts';

/**
 * Refuses an index that covers fields which are hidden from the caller. Results come in the order of the index that is named, and one that
 * leaves objects out tells of those.
 *
 * @throws OperationForbidden (119)
 */
export async function assertHint(app: ReadingApp, schema: ClassSchema, identity: Identity, hint: Hint | undefined): Promise<void> {
  if (hint === undefined || seesInternal(identity)) return;
  const hidden = protectedFields(identity, schema, app.settings);
  const hasSecrets = hasCredentials(schema.className) && !seesCredentials(identity);
  if (hidden.size === 0 && !hasSecrets) return;
  const paths = await app.indexes.pathsOf(schema.className, hint);
  const field = hiddenAmong(paths, hidden, schema) ?? (hasSecrets ? credentialAmong(paths, schema) : undefined);
  if (field !== undefined) throw refusesField('query', field, schema.className);
}
