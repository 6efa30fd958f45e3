import { sample, constantFrom, record } from 'fast-check';
import { find, request } from '../../requests.ts';
import type { Step } from '../../subject.ts';
import { pointer } from '../../values.ts';
import { alone, type Group } from '../group.ts';
import { describeShape, shapeFixtures } from './shape.ts';

const CLASS = 'GenPage';

/** Shapes that a parameter which means a list of names may have. */
const NAME_LISTS: Readonly<Record<string, unknown>> = {
  'one name': 'number',
  'two names': 'number,string',
  'a descending name': '-number',
  spaces: ' number , string ',
  'an empty name between': 'number,,string',
  empty: '',
  'a comma': ',',
  'a star': '*',
  'a pointer': 'pointer',
  'a path through a pointer': 'pointer.name',
  'a path through pointers in a list': 'pointers.name',
  'a path into an object': 'object.k',
  'a path of three': 'pointer.name.x',
  'a relation': 'relation',
  'a missing field': 'nothing',
  'a path through a missing field': 'nothing.name',
  'an internal name': '_rperm',
  'a stored name': '_created_at',
  objectId: 'objectId',
  createdAt: 'createdAt',
  ACL: 'ACL',
  id: 'id',
  'a bad name': 'a b',
  'a dollar': '$foo',
  'a dot at the end': 'object.',
  hasOwnProperty: 'hasOwnProperty',
  'the same name twice': 'number,-number',
  'a list': ['number', 'string'],
  'an empty list': [],
  'a list of numbers': [5],
  'a number': 5,
  true: true,
  null: null,
  'an object': { number: 1 },
};
const LIST_PARAMETERS = ['order', 'keys', 'excludeKeys', 'include'] as const;

/** Shapes of parameters that hold one value. */
const SCALARS: Readonly<Record<string, unknown>> = {
  '0': 0,
  '1': 1,
  '2': 2,
  '-1': -1,
  '1.5': 1.5,
  '1e9': 1e9,
  "'1'": '"1"',
  true: true,
  false: false,
  null: null,
  empty: '',
  'a word': 'many',
  'a list': [1],
  'an object': { a: 1 },
};
const SCALAR_PARAMETERS = [
  'limit',
  'skip',
  'count',
  'includeAll',
  'explain',
  'comment',
  'unknown',
  'distinct',
  'redirectClassNameForKey',
] as const;

const PREFERENCES = ['PRIMARY', 'primary', 'Secondary_Preferred', 'NEAREST', 'FASTEST', '', 5, null, true] as const;
const PREFERENCE_PARAMETERS = ['readPreference', 'includeReadPreference', 'subqueryReadPreference'] as const;

const HINTS: Readonly<Record<string, unknown>> = {
  'by name': '_id_',
  'by key': { _id: 1 },
  'of a missing index': 'nothing_1',
  'of a missing key': { nothing: 1 },
  'a number': 5,
  'a list': ['_id_'],
  null: null,
  empty: '',
  'an empty object': {},
};

const EXPLAINS = ['queryPlanner', 'executionStats', 'allPlansExecution', 'everything', true, 1] as const;
const explained = (body: unknown): unknown =>
  typeof body === 'object' && body !== null && 'results' in body && !Array.isArray(body.results) ? { results: 'a plan' } : body;

/** Where most orders tie, their results are compared as a set; which order decides is asked elsewhere. */
function inAnyOrder(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || !('results' in body) || !Array.isArray(body.results)) return body;
  const key = (result: unknown): string => String((result as { string?: unknown }).string) + String('number' in (result as object));
  return { ...body, results: (body.results as unknown[]).toSorted((one, other) => key(one).localeCompare(key(other))) };
}

const asked = (title: string, query: Record<string, unknown>, more: Partial<Step> = {}): Step =>
  find(title, CLASS, query, { view: explained, ...more });

/** A parameter in the query string, and typed in the body of a POST. */
function bothWays(title: string, query: Record<string, unknown>, more: Partial<Step> = {}): Step[] {
  return [
    asked(title, query, more),
    request(`${title}, in a body`, 'POST', `/classes/${CLASS}`, { body: { _method: 'GET', ...query }, view: explained, ...more }),
  ];
}

const single: Step[] = [
  ...LIST_PARAMETERS.flatMap((name) =>
    Object.entries(NAME_LISTS).flatMap(([shape, value]) =>
      bothWays(`${name}: ${shape}`, { [name]: value }, name === 'order' ? { view: inAnyOrder } : {}),
    ),
  ),
  ...SCALAR_PARAMETERS.flatMap((name) =>
    Object.entries(SCALARS).flatMap(([shape, value]) => bothWays(`${name}: ${shape}`, { order: 'createdAt', [name]: value })),
  ),
  ...PREFERENCE_PARAMETERS.flatMap((name) =>
    PREFERENCES.map((value) => asked(`${name}: ${String(value)} (${typeof value})`, { [name]: value })),
  ),
  ...Object.entries(HINTS).flatMap(([shape, value]) => bothWays(`hint: ${shape}`, { hint: value })),
  ...EXPLAINS.flatMap((value) => [
    asked(`explain: ${String(value)} by a client`, { explain: value }),
    asked(`explain: ${String(value)} by the master`, { explain: value }, { as: 'master' }),
  ]),
  ...Object.entries({ ...NAME_LISTS, ...SCALARS }).map(([shape, value]) =>
    asked(`includeAll with keys: ${shape}`, { includeAll: true, keys: value }),
  ),
];

/** Parameters of a get by id: few are allowed. */
const gets: Step[] = [
  ...['keys', 'excludeKeys', 'include'].flatMap((name) =>
    Object.entries(NAME_LISTS).map(([shape, value]) =>
      request(`get, ${name}: ${shape}`, 'GET', `/classes/${CLASS}/{{full}}`, { query: { [name]: value } }),
    ),
  ),
  ...['where', 'order', 'limit', 'skip', 'count', 'includeAll', 'explain', 'hint', 'readPreference', 'trace', 'comment', 'unknown'].map(
    (name) =>
      request(`get, ${name}`, 'GET', `/classes/${CLASS}/{{full}}`, { query: { [name]: name === 'readPreference' ? 'NEAREST' : 1 } }),
  ),
];

/** Finds of many parameters at a time, drawn with the seed. */
export function mixed(seed: number, amount: number): Step[] {
  const drawn = sample(
    record({
      where: constantFrom<unknown>(
        {},
        { number: { $gt: 1 } },
        { pointer: { $exists: true } },
        { $or: [{ number: 5 }, { string: 'Berta' }] },
        { pointers: pointer('GenPageTeam', '{{ada}}') },
      ),
      order: constantFrom('number,createdAt', '-string,-createdAt', 'createdAt', '-updatedAt', 'nothing,createdAt'),
      keys: constantFrom(undefined, 'number', 'pointer.name', 'pointers', 'string,object.k', 'pointer,pointers.number'),
      excludeKeys: constantFrom(undefined, 'number', 'pointer', 'object.k', 'pointer.name', 'pointers'),
      include: constantFrom(undefined, 'pointer', 'pointers', '*', 'pointer,pointers', 'object.k', 'pointer.nothing'),
      includeAll: constantFrom(undefined, true, false),
      limit: constantFrom(undefined, 0, 1, 2, 100),
      skip: constantFrom(undefined, 0, 1, 3),
      count: constantFrom(undefined, 1),
    }),
    { seed, numRuns: amount },
  );
  return drawn.map((query, at) =>
    asked(`drawn ${at}`, Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined))),
  );
}

export const parameters = (seed: number): Group => ({
  title: 'parameters',
  before: [describeShape('GenPage', CLASS)],
  fixtures: Object.fromEntries(
    Object.entries(shapeFixtures('GenPage')).map(([name, objects]) => [name === 'GenPageShape' ? CLASS : name, objects]),
  ),
  cases: alone([...single, ...gets, ...mixed(seed, 150)]),
});
