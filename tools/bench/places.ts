import type { mongo } from 'mongoose';

/** Classes for the queries that look further than one class or one index: places, who keeps them, and the keepers' teams. */
export const PLACES = 20_000;
export const KINDS = 100; // 200 places each
export const NOTED_OF_A_KIND = 20;
export const AGES = 50; // 10 keepers each
export const YOUNGEST = 20;
export const WORDS = 400;
const KEEPERS = 500; // 40 places each
const TEAMS = 25;
const START = Date.UTC(2025, 0, 1);

export const word = (n: number): string => `lemma${n % WORDS}`;
export const keeperAge = (id: string): number => YOUNGEST + (Number(id.slice(3)) % AGES);
const idOf = (prefix: string, n: number): string => `${prefix}${String(n).padStart(7, '0')}`;

/** A number from 0 to 1 that looks drawn and is the same in each run. */
export function drawn(n: number): number {
  let mixed = Math.imul(n + 1, 0x9e3779b1); // neighbours apart, and then (MurmurHash3's end) no two of them in line
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
}

type Stored = Record<string, unknown> & { readonly _id: string };

const made = (n: number) => ({ _created_at: new Date(START + n * 1000), _updated_at: new Date(START + n * 1000) });

function storedPlace(n: number): Stored {
  const place = {
    _id: idOf('plc', n),
    name: `Place number ${n}`,
    kind: n % KINDS,
    rating: n % 7,
    location: [drawn(n) * 360 - 180, drawn(n + PLACES) * 170 - 85],
    words: Array.from({ length: 6 }, (_, at) => word(Math.floor(drawn(n * 6 + at) * WORDS))).join(' '),
    _p_keeper: `Keeper$${idOf('kpr', n % KEEPERS)}`,
    ...made(n),
  };
  return Math.floor(n / KINDS) % (PLACES / KINDS / NOTED_OF_A_KIND) === 0 ? { ...place, note: 'worth a detour' } : place;
}

const storedKeeper = (n: number): Stored => ({
  _id: idOf('kpr', n),
  name: `Keeper ${n}`,
  age: YOUNGEST + (n % AGES),
  _p_team: `Team$${idOf('tea', n % TEAMS)}`,
  ...made(n),
});

const storedTeam = (n: number): Stored => ({ _id: idOf('tea', n), name: `Team ${n}`, motto: 'Always a place to stay', ...made(n) });

const BUILT_IN = { objectId: 'string', createdAt: 'date', updatedAt: 'date', name: 'string' };
const SCHEMAS = [
  {
    _id: 'Place',
    ...BUILT_IN,
    kind: 'number',
    rating: 'number',
    location: 'geopoint',
    words: 'string',
    keeper: '*Keeper',
    note: 'string',
  },
  { _id: 'Keeper', ...BUILT_IN, age: 'number', team: '*Team' },
  { _id: 'Team', ...BUILT_IN, motto: 'string' },
];

/** Adds the classes to a database that has objects. Every side gets the same documents and the same indexes. */
export async function seedPlaces(database: mongo.Db): Promise<void> {
  const listOf = (count: number, stored: (n: number) => Stored) => Array.from({ length: count }, (_, n) => stored(n));
  await database.collection<{ _id: string }>('_SCHEMA').insertMany(SCHEMAS);
  await database.collection<Stored>('Team').insertMany(listOf(TEAMS, storedTeam));
  await database.collection<Stored>('Keeper').insertMany(listOf(KEEPERS, storedKeeper));
  await database.collection<Stored>('Place').insertMany(listOf(PLACES, storedPlace));
  await database.collection('Keeper').createIndex({ age: 1 });
  await database
    .collection('Place')
    .createIndexes([{ key: { kind: 1 } }, { key: { _p_keeper: 1 } }, { key: { location: '2d' } }, { key: { words: 'text' } }]);
}
