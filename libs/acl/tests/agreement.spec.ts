import mongoose from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { grants, readAccess, writeAccess, type Access } from '@parlance/acl';
import { IDENTITIES, stored, TABLE, type StoredLists } from './cases.ts';

interface Stored extends StoredLists {
  readonly _id: number;
}

const url = process.env['MONGODB_URL'];
if (url === undefined) throw new Error('MONGODB_URL must name a MongoDB server.');
const client = new mongoose.mongo.MongoClient(url);
const database = client.db(`acl_agreement_${Math.random().toString(36).slice(2)}`);
const objects = database.collection<Stored>('C');

/** Lists as they occur in edited data only. */
const EDITED: readonly StoredLists[] = [
  { _rperm: [] },
  { _wperm: ['u1'] },
  { _rperm: null, _wperm: null },
  { _rperm: '*', _wperm: 'u1' },
  { _rperm: [null], _wperm: [['*']] },
  { _rperm: 7, _wperm: { '*': true } },
  { _rperm: ['*unresolved', ''], _wperm: ['role:'] },
];
const ALL: readonly Stored[] = [...TABLE.map(([, acl]) => stored(acl)), ...EDITED].map((lists, _id) => ({ ...lists, _id }));

beforeAll(async () => {
  await client.connect();
  await objects.insertMany([...ALL]);
});
afterAll(async () => {
  await database.dropDatabase();
  await client.close();
});

/** Ids of the objects that a store finds with this access. */
async function found(access: Access): Promise<readonly number[]> {
  if (access.kind === 'none') return [];
  const filter = access.kind === 'all' || access.acl === undefined ? {} : { [access.acl.member]: { $in: access.acl.anyOf } };
  return (await objects.find(filter).sort({ _id: 1 }).toArray()).map(({ _id }) => _id);
}

describe('access on MongoDB', () => {
  for (const [name, identity] of Object.entries(IDENTITIES)) {
    it(`ACL-12 gives ${name} exactly the objects that grants() gives them`, async () => {
      const granted = (mode: 'read' | 'write') => ALL.filter((object) => grants(identity, { ...object }, mode)).map(({ _id }) => _id);
      expect(await found(readAccess(identity))).toEqual(granted('read'));
      expect(await found(writeAccess(identity))).toEqual(granted('write'));
    });
  }
});
