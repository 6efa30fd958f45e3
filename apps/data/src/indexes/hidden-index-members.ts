import { hasCredentials, INTERNAL_MEMBERS, platformClass } from '@parlance/platform-classes';
import { fieldOf, storedPath, type ClassSchema } from '@parlance/values';

/** The path by which a text index covers every field. */
export const EVERY_FIELD = '$**';

/**
 * The first of the hidden fields that an index covers: by its order, by the words in it, or by the objects that are in it, its values show.
 *
 * @param paths stored paths of an index
 */
export function hiddenAmong(paths: Iterable<string>, hidden: ReadonlySet<string>, schema: ClassSchema): string | undefined {
  // A member of documents of old may stand under the plain name of its field.
  const members = new Map([...hidden].flatMap((field) => [[field, field] as const, [fieldOf(storedPath(field, schema)), field] as const]));
  for (const path of paths) {
    const field = path === EVERY_FIELD ? [...hidden][0] : members.get(fieldOf(path));
    if (field !== undefined) return field;
  }
  return undefined;
}

/** The first member of users or sessions that lets somebody in and that an index covers. */
export function credentialAmong(paths: Iterable<string>, { className }: ClassSchema): string | undefined {
  if (!hasCredentials(className)) return undefined;
  const { secrets = {}, spreadFields = {} } = platformClass(className) ?? {};
  const prefixes = Object.values(spreadFields).map(({ prefix }) => prefix);
  for (const path of paths) {
    const member = fieldOf(path);
    const isSecret = INTERNAL_MEMBERS.has(member) || Object.hasOwn(secrets, member) || prefixes.some((prefix) => member.startsWith(prefix));
    if (path === EVERY_FIELD || isSecret) return member;
  }
  return undefined;
}
