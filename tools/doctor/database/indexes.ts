import { isInternalCollection, JOIN_PREFIX, platformClass } from '@parlance/platform-classes';
import { indexesOf } from '../../../apps/data/src/indexes/class-indexes.ts';
import { RELATION_INDEXES } from '../../../apps/data/src/indexes/mongo-indexes.ts';
import { counted, type Finding } from '../finding.ts';
import type { Examination, Looking } from './looking.ts';
import type { StoredIndex } from './old-database.ts';

/** From here on the build of an index takes a while that is worth to know of. */
const LARGE = 100_000;
const EXAMPLES = 8;

/** The indexes that Parlance will make: names that are taken by others, and the builds of some length. */
export const indexes: Examination = {
  subject: 'indexes',
  async *look({ database, collections, classes, progress }: Looking): AsyncIterable<Finding> {
    let missing = 0;
    const large: string[] = [];
    for (const name of [...collections].sort()) {
      const wanted = wantedOf(name, classes);
      if (wanted.length === 0) continue;
      progress(`indexes of ${name}`);
      const there = await database.indexes(name);
      const taken = wanted.filter((index) => there.some((stored) => stored.name === index.name && !sameKey(stored, index)));
      for (const { name: index = '' } of taken) {
        const text = 'An index of this name has other fields, so that the one of Parlance cannot be made: drop or rename it.';
        yield { id: 'index-name-taken', level: 'act', about: `${name}.${index}`, text };
      }
      const lacking = wanted.filter((index) => !there.some((stored) => stored.name === index.name)).length;
      missing += lacking;
      if (lacking === 0) continue;
      const count = await database.estimatedCount(name);
      if (count >= LARGE) large.push(`${name}: ${counted(lacking, 'index', 'indexes')} on ${counted(count, 'document')}`);
    }
    if (missing === 0) return;
    const text = `${counted(missing, 'index', 'indexes')} will be made beside those that exist, each with the first use of its class. Parse Server goes on with them.`;
    yield { id: 'missing-indexes', level: 'note', about: `database ${database.name}`, text, count: missing };
    if (large.length === 0) return;
    const slow = 'Builds on large collections take minutes and load the database: plan the move for a quiet hour.';
    yield {
      id: 'large-builds',
      level: 'differs',
      about: `database ${database.name}`,
      text: slow,
      count: large.length,
      examples: large.slice(0, EXAMPLES),
    };
  },
};

interface Wanted {
  readonly name?: string;
  readonly key: unknown;
}

function wantedOf(name: string, classes: Looking['classes']): readonly Wanted[] {
  if (name.startsWith(JOIN_PREFIX)) return RELATION_INDEXES;
  if (isInternalCollection(name)) return [];
  return classes.has(name) || platformClass(name) !== undefined ? indexesOf(name) : [];
}

function sameKey(stored: StoredIndex, { key }: Wanted): boolean {
  return JSON.stringify(stored.key) === JSON.stringify(key);
}
