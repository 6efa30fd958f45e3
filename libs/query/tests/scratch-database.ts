import { randomBytes } from 'node:crypto';
import mongoose from 'mongoose';
import { afterAll, beforeAll } from 'vitest';
import type { MongoFilter, MongoSort } from '@parlance/query';
import { documentToCreate, type ClassSchema, type ParseDictionary } from '@parlance/values';

type Document = Record<string, unknown> & { _id: string };

const NOW = new Date('2020-01-01T00:00:00.000Z');

/** An object as the data service would store it. `objectId` is one of its members. */
export function storedForm(object: ParseDictionary, schema: ClassSchema): Document {
  const { objectId, ...fields } = object;
  const changes = new Map(Object.entries(fields).map(([field, value]) => [field, { kind: 'set', value } as const]));
  const document = documentToCreate(schema, { changes, acl: undefined }, { objectId: objectId as string, now: NOW });
  return document as Document;
}

/**
 * A database of the file's own on a real server, dropped behind its tests.
 *
 * @param uri undefined fails: these tests mean nothing without a server
 */
export function scratchDatabase(uri: string | undefined) {
  const client = new mongoose.mongo.MongoClient(uri ?? '');
  const database = client.db(`query_${randomBytes(6).toString('hex')}`);
  const collectionOf = (schema: ClassSchema) => database.collection<Document>(schema.className);

  beforeAll(() => client.connect());
  afterAll(async () => {
    await database.dropDatabase();
    await client.close();
  });

  return {
    collectionOf,
    async fill(schema: ClassSchema, objects: readonly ParseDictionary[]): Promise<void> {
      await collectionOf(schema).deleteMany({});
      for (const [field, { type }] of schema.fields) {
        if (type === 'GeoPoint') await collectionOf(schema).createIndex({ [field]: '2dsphere' }); // near queries cannot do without
      }
      await collectionOf(schema).insertMany(objects.map((object) => storedForm(object, schema)));
    },
    /** The ids MongoDB finds, sorted unless `sort` says how. */
    async idsFor(schema: ClassSchema, filter: MongoFilter, sort?: MongoSort): Promise<string[]> {
      const cursor = collectionOf(schema).find(filter as never, { projection: { _id: 1 } });
      const found = await (sort === undefined ? cursor : cursor.sort(sort)).toArray();
      const ids = found.map((document) => document._id);
      return sort === undefined ? ids.sort() : ids;
    },
  };
}
