import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startNeighbours, type Answer, type Neighbour, type Neighbours } from './storage-neighbours.ts';

const pointer = (objectId: string, className = 'Team') => ({ __type: 'Pointer', className, objectId });
const date = { __type: 'Date', iso: '2020-01-02T03:04:05.678Z' };
const geo = { __type: 'GeoPoint', latitude: 41.9, longitude: 12.5 };
/** Inside of values Parse Server shows the address that was sent, Parlance one that works: both show this one. */
const file = { __type: 'File', name: 'x_f.txt', url: 'files:x_f.txt' };
const polygon = { __type: 'Polygon', coordinates: [[0, 0], [0, 2], [2, 2], [0, 0]] }; // prettier-ignore
const bytes = { __type: 'Bytes', base64: 'aGVsbG8=' };
const team = pointer('4AV0K9CdLp');
const interior = { k: 1, when: date, ptr: team, geo, file, polygon, deep: { list: [1.5, null, { when: date }] } };
const op = (name: string, rest: object = {}) => ({ __op: name, ...rest });
const objects = (...values: unknown[]) => ({ objects: values });

const EVERYTHING = {
  aString: 'Grüße, 世界 🎲',
  aNumberInt: 1,
  aNumberFloat: 1.5,
  aNumberWide: 2 ** 40,
  aNumberNegative: -(2 ** 31),
  aBool: true,
  aDate: date,
  anObject: interior,
  anArray: [1, 's', null, date, team, geo, { nested: true, when: date }, [1, [2]], file],
  aGeo: geo,
  aFile: file,
  aPointer: team,
  someBytes: bytes,
  aPolygon: polygon,
  aNull: null,
  anEmptyObject: {},
  anEmptyArray: [],
  aRelation: op('AddRelation', objects(team, pointer('secondTeam'))),
  ACL: { '*': { read: true }, 'role:Admins': { read: true, write: true } },
};

/** A life of one object: how it is created, and each change made to it. */
const LIVES: readonly [string, Record<string, unknown>, ...Record<string, unknown>[]][] = [
  ['a value of every type', EVERYTHING],
  ['every type set later', {}, EVERYTHING],
  ['no permissions', { x: 1 }],
  ['permissions for nobody', { x: 1, ACL: {} }, { x: 2 }],
  ['permissions that change', { ACL: { '*': { read: true, write: true } } }, { ACL: { user1: { read: true, write: true } } }, { ACL: {} }],
  ['increments', { n: op('Increment', { amount: 5 }), f: 1 }, { n: op('Increment', { amount: -2 }), f: op('Increment', { amount: 0.5 }), m: op('Increment', { amount: 3 }) }],
  ['a number past 32 bits', { n: 2 ** 31 - 1 }, { n: op('Increment', { amount: 1 }) }],
  ['lists made by operations', { a: op('Add', objects(1, 1, 'x')), u: op('AddUnique', objects('x', 'y')), r: op('Remove', objects('x')) }],
  [
    'lists changed by operations',
    { a: [1], u: ['x', team, { k: 1 }, date], r: ['x', 'y', 'x', team, date] },
    { a: op('Add', objects(2, 1, date, team)), u: op('AddUnique', objects('x', 'z', team, { k: 1 }, date)), r: op('Remove', objects('x', team, date, 'absent')) },
    { late: op('Add', objects(geo)), lateUnique: op('AddUnique', objects('v')) },
  ],
  ['fields unset', { a: 1, p: team, l: [1], o: { k: 1 } }, { a: op('Delete'), p: op('Delete'), l: op('Delete'), o: op('Delete'), never: op('Delete') }],
  ['null in the place of values', { a: 1, p: team, l: [1] }, { a: null, p: null, l: null }, { a: 2, p: pointer('other') }],
  ['members of an object', { o: { a: 1, b: { c: 2 }, l: [1] } }, { 'o.a': 5, 'o.b.c': op('Increment', { amount: 1 }), 'o.x': 'new' }, { 'o.b': op('Delete'), 'o.l': op('Add', objects(2)) }],
  ['members of a missing object', { x: 1, o: {} }, { 'o.a.b': 1, 'o.n': op('Increment', { amount: 2 }) }],
  ['relations', { r: op('AddRelation', objects(team)) }, { r: op('AddRelation', objects(team, pointer('b'))) }, { r: op('RemoveRelation', objects(team, pointer('absent'))) }],
  ['relations changed both ways', { r: op('AddRelation', objects(team)) }, { r: op('Batch', { ops: [op('AddRelation', objects(pointer('c'))), op('RemoveRelation', objects(team))] }) }],
  ['an update of nothing', { x: 1 }, {}],
]; // prettier-ignore

/** An answer without the members that differ from object to object. */
const told = ({ status, body }: Answer) => {
  const { objectId, createdAt, updatedAt, ...rest } = body;
  return { status, members: [typeof objectId, typeof createdAt, typeof updatedAt], rest };
};

describe('a database that Parse Server and Parlance share', () => {
  let neighbours: Neighbours;
  beforeAll(async () => {
    neighbours = await startNeighbours();
  }, 120_000);
  afterAll(() => neighbours?.close());

  /** Lets one server write the whole life. */
  async function live(writer: Neighbour, className: string, [, creation, ...changes]: (typeof LIVES)[number]) {
    const created = await writer.ask('POST', `/classes/${className}`, creation);
    const objectId = created.body['objectId'] as string;
    const answers = [created];
    for (const change of changes) answers.push(await writer.ask('PUT', `/classes/${className}/${objectId}`, change));
    return { objectId, answers: answers.map(told) };
  }

  /** The stored documents of a class, with BSON types, without ids and times: those are looked at by type. */
  async function stored(className: string, objectId: string) {
    const { database } = neighbours;
    const raw = { promoteValues: false, promoteBuffers: false } as const;
    const document = await database.collection<{ _id: string }>(className).findOne({ _id: objectId }, raw);
    const { _id: classId, ...schema } = (await database.collection<{ _id: string }>('_SCHEMA').findOne({ _id: className })) ?? {};
    const joins: Record<string, unknown> = {};
    for (const field of ['r', 'aRelation']) {
      const rows = await database.collection(`_Join:${field}:${className}`).find().sort({ relatedId: 1 }).toArray();
      joins[field] = rows.map(({ _id, owningId, ...row }) => ({ ...row, id: _id.constructor.name, owned: owningId === objectId }));
    }
    expect(classId).toBe(className);
    const { _id, _created_at, _updated_at, ...members } = (document ?? {}) as Record<string, unknown>;
    expect([_id, _created_at, _updated_at]).toEqual([objectId, expect.any(Date), expect.any(Date)]);
    return { members: typed(members), schema, joins };
  }

  for (const [at, life] of LIVES.entries()) {
    it(`OBJ-21 ${life[0]}: each server stores, answers and reads it as the other`, async () => {
      const { parlance, peer } = neighbours;
      const byPeer = await live(peer, `PeerLife${at}`, life);
      const byParlance = await live(parlance, `ParlanceLife${at}`, life);
      expect(byParlance.answers).toEqual(byPeer.answers);

      const ofPeer = await stored(`PeerLife${at}`, byPeer.objectId);
      const ofParlance = await stored(`ParlanceLife${at}`, byParlance.objectId);
      expect(ofParlance).toEqual(ofPeer);

      for (const object of [`PeerLife${at}/${byPeer.objectId}`, `ParlanceLife${at}/${byParlance.objectId}`]) {
        for (const path of [`/classes/${object}`, `/classes/${object.split('/')[0]}?count=1`]) {
          const answer = await peer.ask('GET', path);
          expect(answer.status).toBe(200);
          expect(await parlance.ask('GET', path)).toEqual(answer);
        }
      }
    });
  }

  it('OBJ-53 numbers, dates and binary data have the BSON types of the format', async () => {
    const { parlance } = neighbours;
    const { objectId } = await live(parlance, 'Typed', ['', EVERYTHING]);
    const { members } = await stored('Typed', objectId);
    expect(members).toMatchObject({
      aNumberInt: ['Int32', '1'],
      aNumberFloat: ['Double', '1.5'],
      aNumberWide: ['Double', String(2 ** 40)],
      aNumberNegative: ['Int32', String(-(2 ** 31))],
      aDate: ['Date', `"${date.iso}"`],
      anObject: { when: ['Date', `"${date.iso}"`], ptr: team },
      aGeo: [['Double', '12.5'], ['Double', '41.9']],
      aFile: 'x_f.txt',
      _p_aPointer: 'Team$4AV0K9CdLp',
      someBytes: ['Binary', '"aGVsbG8="'],
      aNull: null,
      _rperm: ['*', 'role:Admins'],
      _wperm: ['role:Admins'],
      _acl: { '*': { r: true }, 'role:Admins': { r: true, w: true } },
    }); // prettier-ignore
    expect(members).not.toHaveProperty('aPointer');
    expect(members).not.toHaveProperty('aRelation');
  });
});

/** Every value with the name of its BSON type beside it, so that an Int32 and a Double of the same number differ. */
function typed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(typed);
  if (typeof value !== 'object' || value === null) return value;
  const bson = (value as { _bsontype?: string })._bsontype;
  if (bson !== undefined || value instanceof Date) return [bson ?? 'Date', JSON.stringify(value)];
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, typed(member)]));
}
