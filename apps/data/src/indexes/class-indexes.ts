import type { IndexDescription } from '@parlance/mongo';
import { AUTH_DATA_PREFIX, platformClass, SECOND_FACTOR_PROVIDER, USER } from '@parlance/platform-classes';
import { CLASS_INDEXES } from './mongo-indexes.ts';

const NONE: readonly IndexDescription[] = [];

/** Says how users prove themselves, and not which account they have anywhere. */
const SECOND_FACTOR = `${AUTH_DATA_PREFIX}${SECOND_FACTOR_PROVIDER}`;

/** The indexes a class has from its first use: those of every class, and those that the platform declares for it. */
export function indexesOf(className: string): readonly IndexDescription[] {
  const declared = platformClass(className)?.indexes;
  return declared === undefined ? CLASS_INDEXES : [...CLASS_INDEXES, ...declared];
}

/**
 * The indexes by which a class of the platform keeps values apart, those for linked accounts as far as `members` ask for them.
 *
 * @param members stored names of the members of a write
 */
export function uniqueIndexesOf(className: string, members: Iterable<string>): readonly IndexDescription[] {
  const declared = platformClass(className)?.indexes?.filter(({ unique }) => unique === true) ?? NONE;
  return className === USER ? [...declared, ...linkedAccountIndexes(members)] : declared;
}

/** One account of a provider belongs to one user. Made before the first write of the provider's data. */
export function linkedAccountIndexes(members: Iterable<string>): readonly IndexDescription[] {
  const indexes: IndexDescription[] = [];
  for (const member of members) {
    const [stored = ''] = member.split('.', 1);
    if (!stored.startsWith(AUTH_DATA_PREFIX) || stored === SECOND_FACTOR) continue;
    indexes.push({ key: { [`${stored}.id`]: 1 }, name: `${stored}_id`, unique: true, sparse: true });
  }
  return indexes;
}
