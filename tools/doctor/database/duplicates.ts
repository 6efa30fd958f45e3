import type { Document } from '@parlance/mongo';
import { AUTH_DATA_PREFIX, IDEMPOTENCY, INSTALLATION, JOIN_PREFIX, ROLE, SESSION, USER } from '@parlance/platform-classes';
import { linkedAccountIndexes, uniqueIndexesOf } from '../../../apps/data/src/indexes/class-indexes.ts';
import { RELATION_INDEXES } from '../../../apps/data/src/indexes/mongo-indexes.ts';
import { counted, type Finding } from '../finding.ts';
import type { Examination, Looking } from './looking.ts';
import type { StoredIndex } from './old-database.ts';

/** A rule that values are unique, as the index that keeps it. */
export interface UniqueRule {
  readonly name?: string | undefined;
  readonly key: Readonly<Record<string, unknown>>;
  readonly sparse?: boolean | undefined;
  readonly collation?: { readonly locale: string; readonly strength?: number | undefined } | undefined;
}

/** Tokens of sessions are found by their value: two of one value would be one session for two people. */
const SESSION_TOKENS: UniqueRule = { name: '_session_token_1', key: { _session_token: 1 }, sparse: true };
const EXAMPLES = 5;
const SEE = 'docs/adoption.md';

/**
 * Values that two documents share and that are unique here: each with the number of values, of documents, and some ids. An index of the same
 * kind that stands already answers without a look at the documents.
 */
export const duplicates: Examination = {
  subject: 'values that have to be unique',
  async *look(looking: Looking): AsyncIterable<Finding> {
    for (const [collection, rule] of await rulesOf(looking)) {
      looking.progress(`${collection}: ${Object.keys(rule.key).join(', ')}`);
      if ((await looking.database.indexes(collection)).some((index) => keeps(index, rule))) continue;
      const [row] = await looking.database.rows(collection, duplicatesPipeline(rule), collationOf(rule));
      const finding = findingOf(collection, rule, row);
      if (finding !== undefined) yield finding;
    }
  },
};

async function rulesOf({ database, collections }: Looking): Promise<readonly (readonly [string, UniqueRule])[]> {
  const rules: (readonly [string, UniqueRule])[] = [];
  for (const name of [USER, ROLE, INSTALLATION, IDEMPOTENCY]) {
    if (!collections.has(name)) continue;
    const members = name === USER ? await linkedMembers(database) : [];
    for (const index of name === USER ? [...uniqueIndexesOf(name, []), ...linkedAccountIndexes(members)] : uniqueIndexesOf(name, [])) {
      rules.push([name, ruleOf(index)]);
    }
  }
  if (collections.has(SESSION)) rules.push([SESSION, SESSION_TOKENS]);
  for (const name of collections) {
    if (!name.startsWith(JOIN_PREFIX)) continue;
    for (const index of RELATION_INDEXES) if (index.unique === true) rules.push([name, ruleOf(index)]);
  }
  return rules;
}

function ruleOf({ name, key, sparse, collation }: { name?: string; key: object; sparse?: boolean; collation?: unknown }): UniqueRule {
  return { name, key: { ...key }, sparse, collation: collation as UniqueRule['collation'] };
}

/** Members of users that hold an account at a service, of all users: `_auth_data_google`. */
export async function linkedMembers(database: Looking['database']): Promise<readonly string[]> {
  const rows = await database.rows(USER, [
    { $project: { names: { $map: { input: { $objectToArray: '$$ROOT' }, in: '$$this.k' } } } },
    { $unwind: '$names' },
    { $match: { names: { $regex: `^${AUTH_DATA_PREFIX}` } } },
    { $group: { _id: '$names' } },
    { $sort: { _id: 1 } },
  ]);
  return rows.map(({ _id }) => String(_id));
}

/** Whether an index that exists keeps such values apart already. */
export function keeps(index: StoredIndex, rule: UniqueRule): boolean {
  const sameKey = JSON.stringify(Object.keys(index.key)) === JSON.stringify(Object.keys(rule.key));
  if (index.unique !== true || !sameKey || index.partialFilterExpression !== undefined) return false;
  const wanted = rule.collation;
  return wanted === undefined || (index.collation?.locale === wanted.locale && index.collation.strength === wanted.strength);
}

/** One row: the number of values and of documents, and some examples. Under a collation a least id would be one of several. */
export function duplicatesPipeline({ key, sparse }: UniqueRule): Document[] {
  const paths = Object.keys(key);
  const value = Object.fromEntries(paths.map((path, at) => [`k${at}`, `$${path}`]));
  return [
    ...(sparse === true ? [{ $match: { $or: paths.map((path) => ({ [path]: { $exists: true } })) } }] : []),
    { $group: { _id: value, documents: { $sum: 1 }, first: { $first: '$_id' }, last: { $last: '$_id' } } },
    { $match: { documents: { $gt: 1 } } },
    {
      $facet: {
        all: [{ $group: { _id: null, values: { $sum: 1 }, documents: { $sum: '$documents' } } }],
        some: [{ $sort: { documents: -1 } }, { $limit: EXAMPLES }, { $project: { _id: 0, first: 1, last: 1, documents: 1 } }],
      },
    },
  ];
}

function collationOf({ collation }: UniqueRule): { locale: string; strength: number } | undefined {
  return collation === undefined ? undefined : { locale: collation.locale, strength: collation.strength ?? 3 };
}

function findingOf(collection: string, rule: UniqueRule, row: Document | undefined): Finding | undefined {
  const [all] = (row?.['all'] ?? []) as readonly { values: number; documents: number }[];
  if (all === undefined) return undefined;
  const some = (row?.['some'] ?? []) as readonly { first: unknown; last: unknown; documents: number }[];
  const path = Object.keys(rule.key).join('+');
  const inAnyCase = rule.collation === undefined ? '' : ' in any case';
  return {
    id: rule.collation === undefined ? 'duplicate-values' : 'duplicate-values-in-any-case',
    level: 'act',
    about: `${collection}.${path}`,
    count: all.values,
    text:
      `${counted(all.values, 'value')} of ${path} ${all.values === 1 ? 'is' : 'are'} shared${inAnyCase} by ` +
      `${counted(all.documents, 'document')}, so that the unique index ${rule.name ?? path} cannot be made. New values stay unique, by a slower ` +
      'check at each write, until the duplicates are gone; the index is made then.',
    examples: some.map(
      ({ first, last, documents }) =>
        [String(first), String(last)].sort().join(' and ') + (documents > 2 ? ` and ${documents - 2} more` : ''),
    ),
    see: SEE,
  };
}
