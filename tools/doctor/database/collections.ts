import {
  CONFIG_VERSIONS_COLLECTION,
  isInternalCollection,
  JOIN_PREFIX,
  platformClass,
  SCHEMA_COLLECTION,
  SLOW_QUERIES_COLLECTION,
  UNIQUE_VALUES_COLLECTION,
  WRITERS_COLLECTION,
} from '@parlance/platform-classes';
import { DEFAULT_APP_SETTINGS } from '@parlance/app-settings';
import type { Finding } from '../finding.ts';
import type { Examination, Looking } from './looking.ts';

/** Collections of files, and those that Parlance itself has left. */
const OTHERS_OF_OURS: ReadonlySet<string> = new Set([
  SLOW_QUERIES_COLLECTION,
  WRITERS_COLLECTION,
  UNIQUE_VALUES_COLLECTION,
  CONFIG_VERSIONS_COLLECTION,
]);
const FILES = /^_?\w*fs\.(?:files|chunks)$/;
const EXAMPLES = 8;

/** Collections that belong to no class, and more of them than an app has by default. */
export const collections: Examination = {
  subject: 'collections',
  async *look({ database, collections: names, classes }: Looking): AsyncIterable<Finding> {
    const about = `database ${database.name}`;
    const isOfClass = (name: string) => classes.has(name) || platformClass(name) !== undefined || isInternalCollection(name);
    const strange = [...names].filter((name) => !isOfClass(name) && !FILES.test(name) && !OTHERS_OF_OURS.has(name));
    const internal = strange.filter((name) => name.startsWith('_'));
    if (internal.length > 0) {
      const text = 'No part of Parse Server or Parlance knows these collections. They stay as they are.';
      yield { id: 'unknown-collections', level: 'note', about, text, count: internal.length, examples: internal.slice(0, EXAMPLES) };
    }
    const loose = strange.filter((name) => !name.startsWith('_'));
    if (loose.length > 0) {
      const text =
        'No class describes these collections. Parse Server shows their documents to clients; here they are unknown classes without objects. ' +
        'A class that is made by /schemas under such a name shows them.';
      yield { id: 'undescribed-collections', level: 'differs', about, text, count: loose.length, examples: loose.slice(0, EXAMPLES) };
    }
    yield* orphanedRelations(names, classes);
    yield* beyondLimits(names.size, classes, about);
  },
};

function* orphanedRelations(names: ReadonlySet<string>, classes: Looking['classes']): Iterable<Finding> {
  const orphans = [...names].filter((name) => {
    if (!name.startsWith(JOIN_PREFIX)) return false;
    const [, field = '', owner = ''] = name.split(':');
    return classes.get(owner)?.fields.get(field)?.type !== 'Relation' && platformClass(owner)?.fields[field] === undefined;
  });
  if (orphans.length === 0) return;
  const text = 'These relations belong to no field of a class. They stay as they are, and nobody reads them.';
  yield {
    id: 'orphaned-relations',
    level: 'note',
    about: SCHEMA_COLLECTION,
    text,
    count: orphans.length,
    examples: orphans.slice(0, EXAMPLES),
  };
}

/** The settings that an app needs to have more classes, fields or collections than one has by default. */
export function limitsNeeded(collectionCount: number, classes: Looking['classes']): Readonly<Record<string, number>> {
  const own = [...classes.keys()].filter((name) => !name.startsWith('_')).length;
  const fields = Math.max(0, ...[...classes.values()].map((schema) => schema.fields.size));
  const needed = { classQuota: own, collectionsMax: collectionCount, classFieldsMax: fields };
  return Object.fromEntries(
    Object.entries(needed)
      .filter(([name, count]) => count * 2 > (DEFAULT_APP_SETTINGS[name as keyof typeof needed] as number))
      .map(([name, count]) => [name, count * 4]),
  );
}

function* beyondLimits(collectionCount: number, classes: Looking['classes'], about: string): Iterable<Finding> {
  const needed = Object.entries(limitsNeeded(collectionCount, classes));
  if (needed.length === 0) return;
  const text = 'The app is near a limit on classes, fields or collections, or over it: the apps file raises the settings named here.';
  yield { id: 'limits', level: 'note', about, text, examples: needed.map(([name, value]) => `${name}: ${value}`) };
}
