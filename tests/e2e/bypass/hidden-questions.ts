import fc from 'fast-check';
import { withParameters, type Question } from './question.ts';

/** Fields that the class hides from clients, by their type; each has other values in the other app. */
export const HIDDEN = {
  text: 'hiddenText',
  number: 'hiddenNumber',
  list: 'hiddenList',
  dictionary: 'hiddenDictionary',
  date: 'hiddenDate',
  pointer: 'hiddenPointer',
  point: 'hiddenPoint',
  relation: 'hiddenRelation',
} as const;
export const PERSONS = Array.from({ length: 12 }, (_, n) => `person0${String(n).padStart(3, '0')}`);

const hiddenField = fc.constantFrom(...Object.values(HIDDEN));
const openField = fc.constantFrom('name', 'rank', 'objectId', 'createdAt', 'friend');
const field = fc.oneof({ weight: 2, arbitrary: hiddenField }, { weight: 1, arbitrary: openField });
const person = fc.constantFrom(...PERSONS).map((objectId) => ({ __type: 'Pointer', className: 'Person', objectId }));
const text = fc.oneof(fc.constantFrom('amber', 'birch', 'a', 'b', '', 'amber3', 'birch7'), fc.string({ maxLength: 3 }));
const number = fc.integer({ min: -5, max: 130 });
const date = fc.integer({ min: 2000, max: 2030 }).map((year) => ({ __type: 'Date', iso: `${year}-06-01T00:00:00.000Z` }));
const point = fc.record({
  __type: fc.constant('GeoPoint'),
  latitude: fc.integer({ min: -80, max: 80 }),
  longitude: fc.integer({ min: -170, max: 170 }),
});
const value = fc.oneof(text, number, date, person, point, fc.boolean(), fc.constant(null));
const pattern = fc.oneof(
  fc.constantFrom('^a', '^b', '^amber', 'r', '3$', '.', '^(a|b)m', '[0-5]$'),
  text.map((begin) => `^\\Q${begin}\\E`),
);

const constraint = fc.oneof(
  value,
  ...['$ne', '$gt', '$gte', '$lt', '$lte', '$eq'].map((operator) => value.map((operand) => ({ [operator]: operand }))),
  ...['$in', '$nin', '$all', '$containedBy'].map((operator) =>
    fc.array(value, { minLength: 1, maxLength: 4 }).map((list) => ({ [operator]: list })),
  ),
  fc.boolean().map(($exists) => ({ $exists })),
  pattern.map(($regex) => ({ $regex })),
  pattern.map(($regex) => ({ $regex, $options: 'i' })),
  text.map(($term) => ({ $text: { $search: { $term } } })),
  point.map(($nearSphere) => ({ $nearSphere, $maxDistance: 0.5 })),
  point.map((centre) => ({ $geoWithin: { $centerSphere: [[centre.longitude, centre.latitude], 0.5] } })),
);

interface Trees {
  readonly where: Record<string, unknown>;
}

/** Conditions of any nesting. Most speak of a hidden field somewhere, directly, by a path, or in a subquery. */
const { where } = fc.letrec<Trees>((tie) => {
  const inner = tie('where');
  const query = inner.map((asked) => ({ className: 'Person', where: asked }));
  return {
    where: fc.oneof(
      { depthSize: 'small', withCrossShrink: true, maxDepth: 4 },
      { weight: 4, arbitrary: fc.tuple(field, constraint).map(([name, asked]) => ({ [name]: asked })) },
      { weight: 1, arbitrary: fc.tuple(hiddenField, fc.constantFrom('a', '0', 'objectId', 'latitude'), constraint).map(([name, inside, asked]) => ({ [`${name}.${inside}`]: asked })) },
      { weight: 2, arbitrary: fc.tuple(fc.constantFrom('$or', '$and', '$nor'), fc.array(inner, { minLength: 1, maxLength: 3 })).map(([group, items]) => ({ [group]: items })) },
      { weight: 1, arbitrary: fc.tuple(fc.constantFrom('friend', HIDDEN.pointer), fc.constantFrom('$inQuery', '$notInQuery'), query).map(([name, operator, asked]) => ({ [name]: { [operator]: asked } })) },
      { weight: 1, arbitrary: fc.tuple(field, fc.constantFrom('$select', '$dontSelect'), query, field).map(([name, operator, asked, key]) => ({ [name]: { [operator]: { query: asked, key } } })) },
      { weight: 1, arbitrary: fc.tuple(person, fc.constantFrom(HIDDEN.relation, 'openRelation')).map(([object, key]) => ({ $relatedTo: { object, key } })) },
      { weight: 1, arbitrary: fc.tuple(fc.constantFrom(HIDDEN.relation, 'openRelation'), person).map(([name, member]) => ({ [name]: member })) },
    ),
  }; // prettier-ignore
});

const fields = fc.array(
  fc.oneof(
    field,
    fc.tuple(field, field).map(([outer, inside]) => `${outer}.${inside}`),
  ),
  {
    minLength: 1,
    maxLength: 3,
  },
);
const order = fc
  .array(
    fc.tuple(fc.constantFrom('', '-'), field).map(([sign, name]) => sign + name),
    { minLength: 1, maxLength: 3 },
  )
  .map((terms) => terms.join());
const someWhere = fc.oneof({ weight: 2, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: where });
const stage = fc.oneof(
  where.map(($match) => ({ $match })),
  field.map((name) => ({ $group: { _id: `$${name}` } })),
  field.map((name) => ({ $sort: { [name]: 1 } })),
  field.map((name) => ({ $project: { [name]: 1 } })),
  fc.constant({ $count: 'n' }),
);

const STABLE = 'objectId';
const parametersOf: Readonly<Record<string, fc.Arbitrary<Record<string, unknown>>>> = {
  where: where.map((asked) => ({ where: asked, order: STABLE })),
  count: where.map((asked) => ({ where: asked, count: '1', limit: '0' })),
  order: fc.tuple(order, someWhere).map(([terms, asked]) => ({ order: `${terms},${STABLE}`, where: asked, keys: 'name' })),
  keys: fc.tuple(fields, someWhere).map(([keys, asked]) => ({ keys: keys.join(), where: asked, order: STABLE })),
  excludeKeys: fields.map((names) => ({ excludeKeys: names.join(), order: STABLE })),
  include: fields.map((names) => ({ include: names.join(), order: STABLE })),
  after: fc.tuple(order, someWhere).map(([terms, asked]) => ({ order: terms, where: asked, after: '', limit: '3' })),
  redirect: field.map((redirectClassNameForKey) => ({ redirectClassNameForKey, order: STABLE })),
  explain: where.map((asked) => ({ where: asked, explain: 'executionStats' })),
};
const aggregated = fc.oneof(
  fc.tuple(field, someWhere).map(([distinct, asked]) => ({ distinct, where: asked })),
  fc.array(stage, { minLength: 1, maxLength: 3 }).map((pipeline) => ({ pipeline })),
);
const change = fc.oneof(
  fc.record({ [HIDDEN.number]: fc.record({ __op: fc.constant('Increment'), amount: number }) }),
  fc
    .tuple(fc.constantFrom('Add', 'AddUnique', 'Remove'), fc.array(text, { minLength: 1, maxLength: 2 }))
    .map(([__op, objects]) => ({ [HIDDEN.list]: { __op, objects } })),
  fc.record({ [`${HIDDEN.dictionary}.n`]: fc.record({ __op: fc.constant('Increment'), amount: number }) }),
  fc.record({ rank: number }),
);

function ask(what: string, method: string, path: string, body?: unknown): Question {
  return { what, method, path, ...(body === undefined ? {} : { body }) };
}

/** Random questions by the position in which a hidden field can stand. */
export const POSITIONS: Readonly<Record<string, fc.Arbitrary<Question>>> = {
  ...Object.fromEntries(
    Object.entries(parametersOf).map(([name, parameters]) => [
      name,
      parameters.map((asked) => ask(name, 'GET', withParameters('/classes/Person', asked))),
    ]),
  ),
  subquery: fc
    .tuple(fc.constantFrom('$inQuery', '$notInQuery'), where)
    .map(([operator, asked]) => ({ where: { about: { [operator]: { className: 'Person', where: asked } } }, order: STABLE }))
    .map((parameters) => ask('subquery', 'GET', withParameters('/classes/Note', parameters))),
  'keys of a subquery': fc
    .tuple(fc.constantFrom('$select', '$dontSelect'), someWhere, field)
    .map(([operator, asked, key]) => ({
      where: { guess: { [operator]: { query: { className: 'Person', where: asked }, key } } },
      order: STABLE,
    }))
    .map((parameters) => ask('keys of a subquery', 'GET', withParameters('/classes/Note', parameters))),
  'what is included': fc
    .tuple(fields, fields)
    .map(([include, keys]) => ({
      include: ['about', ...include.map((name) => `about.${name}`)].join(),
      keys: keys.map((name) => `about.${name}`).join(),
      order: STABLE,
    })) // prettier-ignore
    .map((parameters) => ask('what is included', 'GET', withParameters('/classes/Note', parameters))),
  aggregate: aggregated.map((parameters) => ask('aggregate', 'GET', withParameters('/aggregate/Person', parameters))),
  'an object by id': fc
    .tuple(fc.constantFrom(...PERSONS), fields)
    .map(([id, keys]) =>
      ask('an object by id', 'GET', withParameters(`/classes/Person/${id}`, { keys: keys.join(), include: keys.join() })),
    ),
  // The last: it changes the objects that the others ask for.
  'the answer to a save': fc
    .tuple(fc.constantFrom(...PERSONS), change)
    .map(([id, body]) => ask('the answer to a save', 'PUT', `/classes/Person/${id}`, body)),
};
