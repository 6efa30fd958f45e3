import type { Fields } from '../../api/data-operations.ts';
import type { Snippet } from '../../parts/code-tabs.tsx';
import { BEGINNINGS, curlHeaders, type ClientFacts } from '../../start/snippets.ts';
import { isComplete, operatorsOf, whereOf, type Filter, type Operator, type Related } from '../filters.ts';
import { conditionOf, LANGUAGES, type Language, type LanguageName } from './languages.ts';
import { shellWord } from './literals.ts';

/** The query of the grid: the thing that is turned into code. */
export interface ShownQuery {
  readonly className: string;
  readonly fields: Fields;
  readonly filters: readonly Filter[];
  /** A field, `-field` for descending. */
  readonly order: string;
  readonly related?: Related | undefined;
}

const LIMIT = 100;
/** Swift names a type for each class: names of the platform begin with an underscore there, too. */
const swiftStruct = (className: string): string => `struct ${className}: ParseObject {
    var objectId: String?
    var createdAt: Date?
    var updatedAt: Date?
    var ACL: ParseACL?
    var originalData: Data?
}`;

function curl({ className, fields, filters, order, related }: ShownQuery, facts: ClientFacts): string {
  const where = whereOf(filters, fields, related);
  const words = [...(where === undefined ? [] : [`where=${JSON.stringify(where)}`]), `order=${order}`, `limit=${LIMIT}`];
  const parameters = words.map((word) => ` \\\n  --data-urlencode ${shellWord(word)}`).join('');
  return `curl -G ${shellWord(`${facts.url}/classes/${className}`)} \\\n  ${curlHeaders(facts)}${parameters}`;
}

interface Said {
  readonly className: string;
  /** Classes that pointers of conditions lead to. */
  readonly targets: readonly string[];
  readonly conditions: readonly string[];
  readonly field: string;
  readonly descending: boolean;
}
type Body = (query: Said, language: Language) => string;
const lines = (indent: string, all: readonly string[]): string => all.map((line) => `${indent}${line}\n`).join('');

const BODIES: Readonly<Record<LanguageName, Body>> = {
  JavaScript: ({ className, conditions, field, descending }, { quote }) =>
    `const query = new Parse.Query(${quote(className)});
${lines(
  '',
  conditions.map((one) => `${one};`),
)}query.${descending ? 'descending' : 'ascending'}(${quote(field)});
query.limit(${LIMIT});
const objects = await query.find();`,
  Swift: ({ className, targets, conditions, field, descending }, { quote }) =>
    `${[...new Set([className, ...targets])].map(swiftStruct).join('\n')}

let objects = try await ${className}.query(${conditions.join(', ')})
    .order([.${descending ? 'descending' : 'ascending'}(${quote(field)})])
    .limit(${LIMIT})
    .find()`,
  Kotlin: ({ className, conditions, field, descending }, { quote }) =>
    `val query = ParseQuery.getQuery<ParseObject>(${quote(className)})
${lines('    ', conditions)}    .orderBy${descending ? 'Descending' : 'Ascending'}(${quote(field)})
    .setLimit(${LIMIT})
query.findInBackground { objects, error -> }`,
  '.NET': ({ className, conditions, field, descending }, { quote }) =>
    `var query = client.GetQuery(${quote(className)})
${lines('    ', conditions)}    .OrderBy${descending ? 'Descending' : ''}(${quote(field)})
    .Limit(${LIMIT});
var objects = await query.FindAsync();`,
  Flutter: ({ className, conditions, field, descending }, { quote }) =>
    `final query = QueryBuilder<ParseObject>(ParseObject(${quote(className)}))
${lines('  ', conditions)}  ..orderBy${descending ? 'Descending' : 'Ascending'}(${quote(field)})
  ..setLimit(${LIMIT});
final response = await query.query();`,
};

const NAMES = Object.keys(LANGUAGES) as LanguageName[];
const CREATED: Fields = { objectId: { type: 'String' }, createdAt: { type: 'Date' }, updatedAt: { type: 'Date' } };

/** The member of a constraint that a condition takes; SDKs keep one of each for a field, and an equality stands alone. */
const TAKES: Partial<Record<Operator, string>> = {
  eq: '=',
  includes: '=',
  startsWith: 'regex',
  contains: 'regex',
  before: 'lt',
  after: 'gt',
  set: 'exists',
  unset: 'exists',
};

/** True where a later condition would overwrite an earlier one: REST joins them by `$and`. */
function overwrites(filters: readonly Filter[]): boolean {
  const taken = new Map<string, readonly string[]>();
  return filters.some(({ field, op }) => {
    const before = taken.get(field) ?? [];
    const takes = TAKES[op] ?? op;
    taken.set(field, [...before, takes]);
    return before.length > 0 && (takes === '=' || before.includes('=') || before.includes(takes));
  });
}

/** The conditions in the words of an SDK; undefined where it lacks words for one of them. */
function conditionsOf({ filters: all, fields }: ShownQuery, language: Language): readonly string[] | undefined {
  const filters = all.filter(isComplete);
  if (overwrites(filters)) return undefined;
  const conditions = filters.flatMap((filter) => {
    const field = fields[filter.field] ?? CREATED[filter.field];
    return field !== undefined && operatorsOf(field).includes(filter.op) ? [conditionOf(filter, field, language)] : [];
  });
  return conditions.every((one) => one !== undefined) ? conditions : undefined;
}

/** Code that asks the query of the grid, as a client asks it. SDKs without words for it, such as for members of a relation, are left out. */
export function queryCode(query: ShownQuery, facts: ClientFacts): readonly Snippet[] {
  const { className, fields, order, related } = query;
  const descending = order.startsWith('-');
  const field = descending ? order.slice(1) : order;
  const targets = query.filters.flatMap(({ field: name }) => (fields[name]?.type === 'Pointer' ? [fields[name].targetClass ?? ''] : []));
  const ofSdks = NAMES.flatMap((name) => {
    const conditions = related === undefined ? conditionsOf(query, LANGUAGES[name]) : undefined;
    if (conditions === undefined) return [];
    const body = BODIES[name]({ className, targets, conditions, field, descending }, LANGUAGES[name]);
    return [{ name, code: `${BEGINNINGS[name](facts)}\n\n${body}` }];
  });
  return [{ name: 'curl', code: curl(query, facts) }, ...ofSdks];
}

const OF_OBJECT: Readonly<Record<LanguageName, (className: string, objectId: string, language: Language) => string>> = {
  JavaScript: (className, objectId, { quote }) => `const object = await new Parse.Query(${quote(className)}).get(${quote(objectId)});`,
  Swift: (className, objectId, { quote }) =>
    `${swiftStruct(className)}\n\nlet object = try await ${className}(objectId: ${quote(objectId)}).fetch()`,
  Kotlin: (className, objectId, { quote }) =>
    `ParseQuery.getQuery<ParseObject>(${quote(className)}).getInBackground(${quote(objectId)}) { found, error -> }`,
  '.NET': (className, objectId, { quote }) => `var found = await client.GetQuery(${quote(className)}).GetAsync(${quote(objectId)});`,
  Flutter: (className, objectId, { quote }) => `final response = await ParseObject(${quote(className)}).getObject(${quote(objectId)});`,
};

/** Code that gets one object, as a client gets it. */
export function objectCode(className: string, objectId: string, facts: ClientFacts): readonly Snippet[] {
  const address = `${facts.url}/classes/${className}/${encodeURIComponent(objectId)}`;
  return [
    { name: 'curl', code: `curl ${shellWord(address)} \\\n  ${curlHeaders(facts)}` },
    ...NAMES.map((name) => ({ name, code: `${BEGINNINGS[name](facts)}\n\n${OF_OBJECT[name](className, objectId, LANGUAGES[name])}` })),
  ];
}
