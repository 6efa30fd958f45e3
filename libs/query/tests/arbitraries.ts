import fc from 'fast-check';
import {
  all,
  and,
  containedBy,
  eq,
  exists,
  gt,
  gte,
  isIn,
  lt,
  lte,
  ne,
  nor,
  notIn,
  or,
  regex,
  dontSelect,
  inQuery,
  notInQuery,
  relatedTo,
  select,
  text as search,
  type AskedCondition,
  type Condition,
  type Sortable,
} from '@parlance/query';
import {
  Bytes,
  emptySchema,
  FIELD_TYPES,
  GeoPoint,
  ParseFile,
  Pointer,
  withFields,
  type FieldType,
  type ParseDictionary,
  type ParseValue,
} from '@parlance/values';
import { area, nearCondition, place, placeCondition } from './places.ts';

/** Domains are small on purpose: values meet each other often, and rare rules are hit within a few hundred conditions. */
const number = fc.constantFrom(-1, -0.5, 0, 1, 1.5, 2, 3_000_000_000, Number.MAX_SAFE_INTEGER);
const text = fc.constantFrom(
  '',
  'a',
  'A',
  'ab',
  'a.b',
  'b',
  'a\n',
  'a\nb',
  '\n',
  'a b',
  'é',
  'É',
  '\u{1f600}',
  '\uffff',
  'red',
  'Team$red',
  'x.txt',
);
const date = fc.constantFrom(0, 1, 1_577_836_800_000).map((ms) => new Date(ms));
const pointer = fc.constantFrom(new Pointer('Team', 'red'), new Pointer('Team', 'blue'), new Pointer('Post', 'red'));
const geoPoint = fc.oneof(fc.constantFrom(new GeoPoint(1, 2), new GeoPoint(0, 0)), place);
const file = fc.constantFrom(new ParseFile('x.txt'), new ParseFile('x.txt', 'http://h/x.txt'), new ParseFile('red'));
const bytes = fc.constantFrom(new Bytes(''), new Bytes('aGVsbG8='));

const scalar: fc.Arbitrary<ParseValue> = fc.oneof(
  { arbitrary: fc.constant(null), weight: 2 },
  { arbitrary: fc.boolean(), weight: 1 },
  { arbitrary: number, weight: 4 },
  { arbitrary: text, weight: 4 },
  ...[date, pointer, geoPoint, file, bytes, area].map((arbitrary) => ({ arbitrary, weight: 1 })),
);

const nested = fc.letrec<{ list: ParseValue; dictionary: ParseValue; value: ParseValue }>((tie) => ({
  list: fc.array(tie('value'), { maxLength: 3 }),
  dictionary: fc.dictionary(fc.constantFrom('k', 'm', '0'), tie('value'), { maxKeys: 3, noNullPrototype: true }),
  value: fc.oneof({ maxDepth: 3, depthSize: 'small' }, scalar, tie('dictionary'), tie('list')),
}));

const FIELDS: Readonly<Record<string, readonly [FieldType, fc.Arbitrary<ParseValue>]>> = {
  n: [FIELD_TYPES.Number, number],
  s: [FIELD_TYPES.String, text],
  b: [FIELD_TYPES.Boolean, fc.boolean()],
  at: [FIELD_TYPES.Date, date],
  p: [{ type: 'Pointer', targetClass: 'Team' }, pointer],
  g: [FIELD_TYPES.GeoPoint, geoPoint],
  f: [FIELD_TYPES.File, file.map(({ name }) => new ParseFile(name))],
  data: [FIELD_TYPES.Bytes, bytes],
  area: [FIELD_TYPES.Polygon, area],
  o: [FIELD_TYPES.Object, nested.dictionary],
  list: [FIELD_TYPES.Array, nested.list],
};

export const randomSchema = withFields(emptySchema('Random'), new Map(Object.entries(FIELDS).map(([name, [type]]) => [name, type])));

/** Objects of randomSchema without ids; fields may be absent or null. */
export const randomObject: fc.Arbitrary<ParseDictionary> = fc.record(
  Object.fromEntries(
    Object.entries(FIELDS).map(([name, [, value]]) => [
      name,
      fc.oneof({ arbitrary: value, weight: 6 }, { arbitrary: fc.constant(null), weight: 1 }),
    ]),
  ),
  { requiredKeys: [], noNullPrototype: true },
) as fc.Arbitrary<ParseDictionary>;

const DEEP = ['o.k', 'o.0', 'o.k.m', 'o.k.0', 'o.m.k.m', 'o.k.objectId', 'o.k.latitude', 'o.k.name', 'o.k.coordinates.0', 'o.k.coordinates.0.1']; // prettier-ignore
const LISTED = ['list.0', 'list.1', 'list.k', 'list.m', 'list.0.k', 'list.k.0', 'list.0.0', 'list.0.0.k', 'list.1.k.m', 'list.k.objectId', 'list.00']; // prettier-ignore
const NOWHERE = ['p.objectId', 'g.0', 'g.latitude', 's.k', 'f.name', 'area.coordinates.0', 'absent', 'absent.k'];
const path = fc.oneof(
  { arbitrary: fc.constantFrom(...Object.keys(FIELDS)), weight: 3 },
  { arbitrary: fc.constantFrom('list', 'o'), weight: 2 },
  { arbitrary: fc.constantFrom(...DEEP, ...LISTED, ...NOWHERE), weight: 4 },
);
const listPath = fc.constantFrom('list', 'absent', ...DEEP, ...LISTED, ...NOWHERE);
const textPath = fc.constantFrom('s', 'list', 'absent', ...DEEP, ...LISTED, ...NOWHERE);

const ORDERED: readonly (readonly [fc.Arbitrary<string>, fc.Arbitrary<Sortable>])[] = [
  [fc.constantFrom('n', 'list', 'absent', ...DEEP, ...LISTED, ...NOWHERE), number],
  [fc.constantFrom('s', 'list', 'absent', ...DEEP, ...LISTED, ...NOWHERE), text],
  [fc.constantFrom('at', 'list', 'absent', ...DEEP, ...LISTED, ...NOWHERE), date],
];

const atom = fc.constantFrom('a', 'b', '.', '.*', '[ab]', '[^a]', '(a|b)', 'a?', 'b+', '\\s', '\\S', '\\W', '\\w', '\\bb', 'é', '\\Qa.b\\E', '\\n', '(?:a|)', 'a{1,2}', '[\\s]', '[[:alpha:]]', ' '); // prettier-ignore
/** May find nothing at their place and still go on. */
const OPTIONAL: ReadonlySet<string | undefined> = new Set(['.*', 'a?', '(?:a|)', ' ']);
const pattern = fc
  .record({
    anchored: fc.boolean(),
    atoms: fc.array(atom, { minLength: 1, maxLength: 3 }),
    end: fc.constantFrom('', '', '$', '\\Z', '\\z'),
    options: fc.subarray([...'imsxu']),
  })
  // With `m`, the engines differ in whether an empty line stands behind the last line break (regex/linear.ts).
  .filter(({ anchored, atoms, options }) => !(anchored && options.includes('m') && OPTIONAL.has(atoms[0])))
  .map(({ anchored, atoms, end, options }) => ({ source: (anchored ? '^' : '') + atoms.join('') + end, options: options.join('') }));

function conditions(operand: fc.Arbitrary<ParseValue>, item: fc.Arbitrary<ParseValue>): fc.Arbitrary<Condition> {
  const operands = fc.array(item, { maxLength: 4 });
  const onField = fc.oneof(
    { arbitrary: fc.tuple(path, operand).map(([field, value]) => eq(field, value)), weight: 3 },
    { arbitrary: fc.tuple(path, operand).map(([field, value]) => ne(field, value)), weight: 2 },
    { arbitrary: fc.tuple(path, operands).map(([field, values]) => isIn(field, values)), weight: 2 },
    { arbitrary: fc.tuple(path, operands).map(([field, values]) => notIn(field, values)), weight: 2 },
    { arbitrary: fc.tuple(path, fc.boolean()).map(([field, present]) => exists(field, present)), weight: 2 },
    { arbitrary: fc.tuple(listPath, operands).map(([field, values]) => all(field, values)), weight: 2 },
    { arbitrary: fc.tuple(listPath, operands).map(([field, values]) => containedBy(field, values)), weight: 2 },
    { arbitrary: fc.tuple(textPath, pattern).map(([field, { source, options }]) => regex(field, source, options)), weight: 3 },
    { arbitrary: placeCondition, weight: 4 },
    ...ORDERED.map(([field, value]) => ({
      arbitrary: fc.tuple(fc.constantFrom(lt, lte, gt, gte), field, value).map(([build, at, than]) => build(at, than)),
      weight: 1,
    })),
  );
  return fc.letrec<{ condition: Condition; group: Condition }>((tie) => ({
    group: fc.tuple(fc.constantFrom(and, or, nor), fc.array(tie('condition'), { maxLength: 3 })).map(([build, items]) => build(...items)),
    condition: fc.oneof({ maxDepth: 3 }, { arbitrary: onField, weight: 3 }, { arbitrary: tie('group'), weight: 2 }),
  })).condition;
}

/** Some of the conditions with a search beside them, which cannot stand in their branches. */
function withSearch(anywhere: fc.Arbitrary<Condition>, search: fc.Arbitrary<Condition>): fc.Arbitrary<Condition> {
  const beside = fc.tuple(search, anywhere).map(([near, others]) => and(others, near));
  return fc.oneof({ arbitrary: anywhere, weight: 7 }, { arbitrary: beside, weight: 1 });
}

/** Conditions that fit randomSchema, with operands of every kind, lists and dictionaries among them. */
export const randomCondition = withSearch(conditions(nested.value, nested.value), nearCondition);

/** Those a client can write as part of a `where`: no whole lists and dictionaries to be equal to. */
const writable = conditions(scalar, fc.oneof(scalar, nested.dictionary));

const textCondition = fc
  .record({
    field: fc.constantFrom('s', 'absent'),
    term: fc.string({ minLength: 1 }),
    language: fc.constantFrom(undefined, 'en', 'none'),
    caseSensitive: fc.boolean(),
    diacriticSensitive: fc.boolean(),
  })
  .filter(({ term }) => !term.includes('\0'))
  .map(({ field, term, ...options }) => search(field, term, options));

const order = fc.uniqueArray(fc.record({ field: fc.constantFrom('n', 's', 'createdAt', 'o.k'), descending: fc.boolean() }), {
  maxLength: 2,
  selector: ({ field }) => field,
});

function subqueries(condition: fc.Arbitrary<AskedCondition>): fc.Arbitrary<AskedCondition> {
  const subquery = fc.record({
    className: fc.constantFrom('Team', '_User'),
    condition,
    order,
    limit: fc.constantFrom(undefined, 0, 5_000),
    skip: fc.constantFrom(0, 7),
  });
  return fc.oneof(
    fc.tuple(fc.constantFrom(inQuery, notInQuery), path, subquery).map(([build, field, of]) => build(field, of)),
    fc.tuple(fc.constantFrom(select, dontSelect), path, subquery, path).map(([build, field, of, key]) => build(field, of, key)),
    fc.tuple(pointer, fc.constantFrom('likes', 'list')).map(([owner, key]) => relatedTo(owner, key)),
  );
}

/** Some part of it, or of its subqueries, asks of other objects. Two such parts beside one another, each in itself once more at most. */
const asking = subqueries(fc.oneof(withSearch(writable, nearCondition), subqueries(writable)));

/** All that a client can write as `where`. */
export const writableWhere: fc.Arbitrary<AskedCondition> = fc.oneof(
  withSearch(writable, fc.oneof(nearCondition, textCondition)),
  asking,
  fc.tuple(fc.constantFrom(and, or, nor), asking, fc.oneof(asking, writable), writable).map(([build, ...items]) => build(...items)),
);
