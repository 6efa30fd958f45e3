import { AGES, drawn, keeperAge, KINDS, NOTED_OF_A_KIND, PLACES, word, YOUNGEST } from './places.ts';
import type { LoadRequest } from './load.ts';
import { READ_GOAL, type Answer, type Scenario } from './scenario.ts';

const PAGE = 10;

interface Place {
  readonly words: string;
  readonly location: { readonly latitude: number; readonly longitude: number };
  readonly keeper: { readonly objectId: string; readonly __type: string; readonly team?: { readonly motto?: unknown } };
}

/** Queries for places: by where they are, through other classes, by words, and summed up. */
export const PLACE_SCENARIOS: readonly Scenario[] = [
  {
    name: 'near',
    goal: READ_GOAL,
    amount: 1_200,
    status: 200,
    next: (index) => find({ location: { $nearSphere: pointAt(index), $maxDistanceInKilometers: 1_000 } }),
    check: (body) => (isPage(body) && isWhole(placesOf(body)) ? undefined : 'expected ten places with their locations'),
  },
  {
    name: 'in-query',
    goal: READ_GOAL,
    amount: 1_200,
    status: 200,
    next: (index) => find({ keeper: { $inQuery: { className: 'Keeper', where: { age: YOUNGEST + (index % AGES) } } } }),
    check: (body) => (isPage(body) && isOfOneAge(placesOf(body)) ? undefined : 'expected ten places of keepers of one age'),
  },
  {
    name: 'include of two levels',
    goal: READ_GOAL,
    amount: 1_200,
    status: 200,
    next: (index) => find({ kind: index % KINDS }, { include: 'keeper.team' }),
    check: (body) => (isPage(body) && placesOf(body).every(hasTeam) ? undefined : 'expected ten places with keepers and teams'),
  },
  {
    name: 'count by exists',
    goal: READ_GOAL,
    amount: 2_000,
    status: 200,
    next: (index) => find({ kind: index % KINDS, note: { $exists: true } }, { count: '1', limit: '0' }),
    check: ({ count }) => (count === NOTED_OF_A_KIND ? undefined : `expected ${NOTED_OF_A_KIND}, got ${String(count)}`),
  },
  {
    name: 'text search',
    goal: READ_GOAL,
    amount: 1_200,
    status: 200,
    next: (index) => find({ words: { $text: { $search: { $term: word(index) } } } }),
    check: (body) => (isPage(body) && shareAWord(placesOf(body)) ? undefined : 'expected ten places with the word'),
  },
  {
    name: 'aggregate',
    goal: READ_GOAL,
    amount: 1_200,
    status: 200,
    key: 'master',
    next: (index) => ({ method: 'GET', path: `/parse/aggregate/Place?${query({ pipeline: ratingsOf(index % KINDS) })}` }),
    check: ({ results = [] }) =>
      results.reduce((sum, { places }) => sum + Number(places), 0) === PLACES / KINDS ? undefined : 'expected all places of the kind',
  },
];

const ratingsOf = (kind: number) => [{ $match: { kind } }, { $group: { _id: '$rating', places: { $sum: 1 } } }, { $sort: { _id: 1 } }];
/** Off the poles and the date line, across which a flat index does not look. */
const pointAt = (index: number) => ({ __type: 'GeoPoint', latitude: drawn(index) * 100 - 50, longitude: drawn(index + 7) * 240 - 120 });

function find(where: object, parameters: Readonly<Record<string, string>> = {}): LoadRequest {
  return { method: 'GET', path: `/parse/classes/Place?${query({ where, limit: PAGE, ...parameters })}` };
}

function query(parameters: Readonly<Record<string, unknown>>): string {
  const text = (value: unknown) => encodeURIComponent(typeof value === 'string' ? value : JSON.stringify(value));
  return Object.entries(parameters)
    .map(([name, value]) => `${name}=${text(value)}`)
    .join('&');
}

const isPage = ({ results }: Answer): boolean => results?.length === PAGE;
const placesOf = ({ results }: Answer) => results as unknown as readonly Place[];
const isWhole = (places: readonly Place[]): boolean =>
  places.every(({ location, words }) => typeof location.latitude === 'number' && typeof words === 'string');
const isOfOneAge = (places: readonly Place[]): boolean => new Set(places.map(({ keeper }) => keeperAge(keeper.objectId))).size === 1;
const hasTeam = ({ keeper }: Place): boolean => keeper.__type === 'Object' && keeper.team?.motto === 'Always a place to stay';

function shareAWord(places: readonly Place[]): boolean {
  const wordsOf = places.map(({ words }) => words.split(' '));
  return wordsOf[0]?.some((one) => wordsOf.every((words) => words.includes(one))) === true;
}
