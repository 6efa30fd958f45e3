import type { MongoClient } from 'mongodb';
import { seedConfig } from './config-scenarios.ts';
import { seedFiles } from './files.ts';
import { seedPlaces } from './places.ts';
import { seedSecrets } from './secrets.ts';

/** One class of objects and one of owners, written in the storage format straight into a database, so that all sides start alike. */
export const OBJECTS = 20_000;
export const GROUPS = 100; // 200 objects each
const OWNERS = 500;
const DAY_MS = 86_400_000;
const START = Date.UTC(2024, 0, 1);

export const objectIdAt = (index: number): string => `obj${String(index).padStart(7, '0')}`;
export const ownerIdAt = (index: number): string => `own${String(index).padStart(7, '0')}`;

/** The body that a client sends to create an object like those of the data set. */
export function newObject(index: number): Record<string, unknown> {
  return {
    name: `Object number ${index}`,
    group: index % GROUPS,
    score: index * 7,
    ratio: index / 3,
    active: index % 2 === 0,
    playedAt: { __type: 'Date', iso: new Date(START + index * 1000).toISOString() },
    tags: ['alpha', 'beta', `tag-${index % 10}`],
    profile: { level: index % 50, city: 'Torino', history: [1, 2, 3] },
    text: 'Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt.',
    owner: { __type: 'Pointer', className: 'Owner', objectId: ownerIdAt(index % OWNERS) },
  };
}

function storedObject(index: number): Record<string, unknown> & { _id: string } {
  const { owner: _owner, playedAt: _playedAt, ...plain } = newObject(index);
  const when = new Date(START + (index % 365) * DAY_MS);
  return {
    _id: objectIdAt(index),
    ...plain,
    playedAt: new Date(START + index * 1000),
    _p_owner: `Owner$${ownerIdAt(index % OWNERS)}`,
    _created_at: when,
    _updated_at: when,
  };
}

function storedOwner(index: number): Record<string, unknown> & { _id: string } {
  const when = new Date(START + index * 1000);
  return { _id: ownerIdAt(index), name: `Owner ${index}`, city: 'Cuneo', age: 20 + (index % 60), _created_at: when, _updated_at: when };
}

const SCHEMAS = [
  {
    _id: 'Bench',
    objectId: 'string',
    createdAt: 'date',
    updatedAt: 'date',
    name: 'string',
    group: 'number',
    score: 'number',
    ratio: 'number',
    active: 'boolean',
    playedAt: 'date',
    tags: 'array',
    profile: 'object',
    text: 'string',
    owner: '*Owner',
  },
  { _id: 'Owner', objectId: 'string', createdAt: 'date', updatedAt: 'date', name: 'string', city: 'string', age: 'number' },
];

/** Fills an empty database. Every side gets the same documents and the same index on `group`. */
export async function seed(client: MongoClient, databaseName: string): Promise<void> {
  const database = client.db(databaseName);
  await database.dropDatabase();
  await database.collection<{ _id: string }>('_SCHEMA').insertMany(SCHEMAS);
  await database.collection<{ _id: string }>('Owner').insertMany(Array.from({ length: OWNERS }, (_, index) => storedOwner(index)));
  const objects = database.collection<{ _id: string }>('Bench');
  for (let from = 0; from < OBJECTS; from += 5_000)
    await objects.insertMany(Array.from({ length: 5_000 }, (_, offset) => storedObject(from + offset)));
  await seedPlaces(database);
  await seedFiles(database);
  await seedSecrets(database);
  await seedConfig(database);
  await objects.createIndexes([{ key: { group: 1 } }, { key: { _created_at: 1, _id: 1 } }, { key: { _updated_at: 1, _id: 1 } }]);
}
