import { Binary, Long } from '@parlance/mongo';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startNeighbours, type Neighbour, type Neighbours } from './storage-neighbours.ts';

const pointer = (objectId: string, className = 'Team') => ({ __type: 'Pointer', className, objectId });
const bytes = { __type: 'Bytes', base64: 'aGVsbG8=' };
const time = new Date('2015-03-04T05:06:07.008Z');
const times = { _created_at: time, _updated_at: time };
type Row = Record<string, unknown>;

describe('a database in use by Parse Server and Parlance', () => {
  let neighbours: Neighbours;
  let parlance: Neighbour;
  let peer: Neighbour;
  beforeAll(async () => {
    neighbours = await startNeighbours();
    ({ parlance, peer } = neighbours);
  }, 120_000);
  afterAll(() => neighbours?.close());

  const collection = (name: string) => neighbours.database.collection<{ _id: string } & Row>(name);
  const post = async (by: Neighbour, className: string, body: unknown): Promise<string> => {
    const { status, body: created } = await by.ask('POST', `/classes/${className}`, body);
    expect([status, created]).toEqual([201, expect.objectContaining({ objectId: expect.any(String) })]);
    return created['objectId'] as string;
  };
  const get = async (by: Neighbour, className: string, id: string) => (await by.ask('GET', `/classes/${className}/${id}`)).body;
  const find = async (by: Neighbour, className: string, where: object, more = ''): Promise<Row[]> => {
    const { status, body } = await by.ask('GET', `/classes/${className}?where=${encodeURIComponent(JSON.stringify(where))}${more}`);
    expect([status, body]).toEqual([200, expect.objectContaining({ results: expect.any(Array) })]);
    return body['results'] as Row[];
  };

  it('a class that one has made grows by the other, both ways', async () => {
    for (const [maker, other] of [
      [peer, parlance],
      [parlance, peer],
    ] as const) {
      // prettier-ignore
      const className = `Grown${maker.name.replace(' ', '')}`;
      await post(maker, className, { a: 1 });
      await get(other, className, 'loads-the-class');
      const id = await post(other, className, { a: 2, p: pointer('t1'), when: { __type: 'Date', iso: time.toISOString() } });
      // Each learns of the other's new fields within a moment: they decide the type of a stored string or list.
      await expect
        .poll(() => get(maker, className, id), { timeout: 15_000 })
        .toMatchObject({ a: 2, p: pointer('t1'), when: { __type: 'Date', iso: time.toISOString() } });
      const { _id, ...fields } = (await collection('_SCHEMA').findOne({ _id: className })) ?? {};
      expect([_id, fields]).toEqual([
        className,
        { objectId: 'string', createdAt: 'date', updatedAt: 'date', a: 'number', p: '*Team', when: 'date' },
      ]);
    }
  });

  it('QRY-57 each finds objects the other has written, by every kind of value', async () => {
    const body = {
      n: 1.5,
      s: "Big Daddy's",
      when: { __type: 'Date', iso: time.toISOString() },
      team: pointer('t1'),
      teams: [pointer('t1'), pointer('t2')],
      tags: ['a', null],
      o: { k: { deep: 1 } },
      at: { __type: 'GeoPoint', latitude: 41.9, longitude: 12.5 },
      area: { __type: 'Polygon', coordinates: [[0, 0], [0, 2], [2, 2]] },
      bytes,
      file: { __type: 'File', name: 'x.txt' },
      nothing: null,
    }; // prettier-ignore
    await post(peer, 'Wide', body);
    await post(parlance, 'Wide', body);
    await post(parlance, 'Wide', { s: 'another' });
    const wheres: object[] = [
      { n: 1.5 },
      { n: { $gt: 1, $lt: 2 } },
      { s: { $regex: "^\\QBig Daddy's\\E" } },
      { when: body.when },
      { when: { $lte: body.when } },
      { team: pointer('t1') },
      { team: { $in: [pointer('t1'), pointer('t9')] } },
      { teams: pointer('t2') },
      { tags: { $all: ['a', null] } },
      { 'o.k.deep': 1 },
      { at: body.at },
      { bytes },
      { file: body.file },
      { nothing: { $exists: true } },
      { s: { $ne: 'another' } },
      { $or: [{ n: { $lt: 0 } }, { tags: 'a' }] },
    ];
    for (const where of wheres) {
      const byPeer = await find(peer, 'Wide', where, '&order=objectId');
      expect([where, byPeer.length]).toEqual([where, 2]);
      expect([where, await find(parlance, 'Wide', where, '&order=objectId')]).toEqual([where, byPeer]);
    }
    // The indexes and the order of coordinates that geo queries need are those of the format.
    const near = { at: { $nearSphere: { __type: 'GeoPoint', latitude: 41.8, longitude: 12.5 }, $maxDistanceInKilometers: 50 } };
    expect(await find(peer, 'Wide', near)).toHaveLength(2);
    const around = (latitude: number, longitude: number) => ({
      area: { $geoIntersects: { $point: { __type: 'GeoPoint', latitude, longitude } } },
    });
    expect(await find(peer, 'Wide', around(0.2, 1))).toHaveLength(2);
    expect(await find(peer, 'Wide', around(1, 0.5))).toHaveLength(0);
  });

  it('OBJ-36 Parse Server lists the members of relations that Parlance has written', async () => {
    const [a, b] = [await post(parlance, 'Member', { n: 1 }), await post(parlance, 'Member', { n: 2 })];
    const add = { __op: 'AddRelation', objects: [pointer(a, 'Member'), pointer(b, 'Member')] };
    const owner = await post(parlance, 'Owner', { members: add });
    const members = () => find(peer, 'Member', { $relatedTo: { object: pointer(owner, 'Owner'), key: 'members' } }, '&order=n');
    expect((await members()).map(({ n }) => n)).toEqual([1, 2]);
    const remove = { __op: 'RemoveRelation', objects: [pointer(a, 'Member')] };
    expect((await parlance.ask('PUT', `/classes/Owner/${owner}`, { members: remove })).status).toBe(200);
    expect((await members()).map(({ n }) => n)).toEqual([2]);
  });

  it('ACL-06 class and object permissions hold on both sides of a take-over', async () => {
    const permissions = { find: { '*': true }, get: { '*': true }, count: {}, create: {}, update: {}, delete: {}, addField: {} };
    const made = await peer.ask('POST', '/schemas/Ruled', {
      className: 'Ruled',
      fields: { n: { type: 'Number' } },
      classLevelPermissions: permissions,
    });
    expect(made.status).toBe(200);
    await post(peer, 'Ruled', { n: 1, ACL: { '*': { read: true } } });
    await post(peer, 'Ruled', { n: 2, ACL: {} });
    const { deployment } = neighbours;
    const seen = await deployment.rest('GET', '/classes/Ruled');
    expect(seen.body.results.map(({ n }: Row) => n)).toEqual([1]);
    expect((await deployment.rest('GET', '/classes/Ruled?count=1')).body.code).toBe(119);
    expect((await deployment.rest('POST', '/classes/Ruled', { n: 3 })).body.code).toBe(119);
    expect(await find(parlance, 'Ruled', {})).toHaveLength(2);
  });

  describe('differs on purpose', () => {
    it('Bytes inside of values are stored as binary data, and damaged ones read as they were', async () => {
      const ids = { peer: await post(peer, 'Inside', { o: { bytes } }), parlance: await post(parlance, 'Inside', { o: { bytes } }) };
      for (const id of Object.values(ids)) expect(await get(parlance, 'Inside', id)).toMatchObject({ o: { bytes } });
      expect((await collection('Inside').findOne({ _id: ids.parlance }))?.['o']).toEqual({ bytes: expect.any(Binary) });
      expect((await collection('Inside').findOne({ _id: ids.peer }))?.['o']).toEqual({
        bytes: expect.objectContaining({ sub_type: 0, position: 5 }),
      });
    });

    it('Files inside of values have an address that works', async () => {
      const file = { __type: 'File', name: 'x.txt', url: 'http://old.example/x.txt' };
      const id = await post(peer, 'Filed', { list: [file], top: file });
      expect(await get(peer, 'Filed', id)).toMatchObject({ list: [file], top: { ...file, url: 'files:x.txt' } });
      expect(await get(parlance, 'Filed', id)).toMatchObject({
        list: [{ ...file, url: 'files:x.txt' }],
        top: { ...file, url: 'files:x.txt' },
      });
    });

    it('OBJ-14 Remove makes an empty list of an absent field', async () => {
      const change = { l: { __op: 'Remove', objects: [1] } };
      const answers = [];
      for (const by of [peer, parlance])
        answers.push((await by.ask('PUT', `/classes/Removed/${await post(by, 'Removed', { a: 1 })}`, change)).body['l']);
      expect(answers).toEqual([undefined, []]);
    });

    it('OBJ-23 operations take null for an absent value', async () => {
      const id = await post(peer, 'Nulls', { n: 1, l: [1] });
      await peer.ask('PUT', `/classes/Nulls/${id}`, { n: null, l: null });
      const change = { n: { __op: 'Increment', amount: 2 }, l: { __op: 'Add', objects: ['x'] } };
      expect((await peer.ask('PUT', `/classes/Nulls/${id}`, change)).status).toBe(500);
      expect((await parlance.ask('PUT', `/classes/Nulls/${id}`, change)).body).toMatchObject({ n: 2, l: ['x'] });
      expect(await get(peer, 'Nulls', id)).toMatchObject({ n: 2, l: ['x'] });
    });

    it('OBJ-12 AddUnique adds each value once, in a creation too', async () => {
      const body = { l: { __op: 'AddUnique', objects: [1, 1, 'x'] } };
      expect((await peer.ask('POST', '/classes/Uniques', body)).body['l']).toEqual([1, 1, 'x']);
      expect((await parlance.ask('POST', '/classes/Uniques', body)).body['l']).toEqual([1, 'x']);
    });
  });

  describe('odd data', () => {
    beforeAll(async () => {
      await collection('_SCHEMA').insertOne({
        _id: 'Odd',
        objectId: 'string',
        updatedAt: 'string',
        createdAt: 'string',
        s: 'string',
        n: 'number',
        when: 'date',
        at: 'geopoint',
        file: 'file',
        bytes: 'bytes',
        o: 'map',
        team: '*Team',
        notAPointer: 'string',
        _client_permissions: { find: true },
        _metadata: { later: { x: 1 } },
      });
    });

    /** Stored members, and the object that both servers show; where Parse Server fails the whole read, only Parlance is asked. */
    const odd: readonly [string, Row, Row, 'both' | 'Parlance'][] = [
      ['dates as text', { when: '2014-01-02T03:04:05.006Z' }, { when: '2014-01-02T03:04:05.006Z' }, 'both'],
      ['64-bit numbers', { n: Long.fromNumber(2 ** 40) }, { n: 2 ** 40 }, 'both'],
      ['base64 text in a Bytes column', { bytes: 'aGVsbG8=' }, { bytes }, 'both'],
      ['text in a geo column', { at: 'here' }, { at: 'here' }, 'both'],
      ['a null pointer', { _p_team: null }, {}, 'both'],
      ['a pointer member of no column', { _p_unheard: 'Team$t1' }, {}, 'both'],
      ['a pointer member of a column that is none', { _p_notAPointer: 'Team$t1' }, {}, 'both'],
      ['members that the class does not know', { extra: { deep: [1] } }, { extra: { deep: [1] } }, 'both'],
      ['a tombstone', { _tombstone: true, s: 'x' }, { s: 'x' }, 'both'],
      ['permissions with one list missing', { _rperm: ['*'], s: 'x' }, { s: 'x', ACL: { '*': { read: true } } }, 'both'],
      ['damaged Bytes', { o: { b: { buffer: { 0: 104, 1: 105 }, sub_type: 0, position: 2 } } }, { o: { b: { __type: 'Bytes', base64: 'aGk=' } } }, 'Parlance'],
      ['typed dates inside', { o: { d: { __type: 'Date', iso: '2014-01-01T00:00:00.000Z' } } }, { o: { d: { __type: 'Date', iso: '2014-01-01T00:00:00.000Z' } } }, 'both'],
      ['unknown underscore members', { _mystery: 1, s: 'x' }, { s: 'x' }, 'Parlance'],
      ['a pointer to another class', { _p_team: 'Other$t1' }, { team: pointer('t1', 'Other') }, 'Parlance'],
    ]; // prettier-ignore
    it.each(odd)('OBJ-03 %s read well', async (title, members, shown, readers) => {
      const _id = title.replaceAll(/[^A-Za-z]/g, '').slice(0, 20);
      await collection('Odd').insertOne({ _id, ...members, ...times });
      const expected = { objectId: _id, createdAt: time.toISOString(), updatedAt: time.toISOString(), ...shown };
      expect(await get(parlance, 'Odd', _id)).toEqual(expected);
      expect(await find(parlance, 'Odd', { objectId: _id })).toEqual([expected]);
      if (readers === 'both') expect(await get(peer, 'Odd', _id)).toEqual(expected);
      // An update leaves members that it does not name as they were found.
      expect((await parlance.ask('PUT', `/classes/Odd/${_id}`, { fresh: 1 })).status).toBe(200);
      expect(await collection('Odd').findOne({ _id }, { promoteLongs: false })).toMatchObject(members);
      await collection('Odd').deleteOne({ _id });
    });

    it('times under their old names, and ids that are ObjectIds, are shown as text', async () => {
      await collection('Odd').insertOne({ _id: 'oldNames', createdAt: time.toISOString(), updatedAt: time, s: 'x' });
      expect(await get(parlance, 'Odd', 'oldNames')).toEqual({
        objectId: 'oldNames',
        createdAt: time.toISOString(),
        updatedAt: time.toISOString(),
        s: 'x',
      });
      const { insertedId } = await neighbours.database.collection('Odd').insertOne({ s: 'foreign', ...times });
      expect(await find(parlance, 'Odd', { s: 'foreign' })).toMatchObject([{ objectId: insertedId.toHexString(), s: 'foreign' }]);
      expect(await find(parlance, 'Odd', { s: 'foreign' })).toEqual(await find(peer, 'Odd', { s: 'foreign' }));
    });

    it('a collection without class document is no class until something is saved to it', async () => {
      await collection('Loose').insertOne({ _id: 'a', n: 1 });
      expect(await find(parlance, 'Loose', {})).toEqual([]);
      expect(await collection('_SCHEMA').findOne({ _id: 'Loose' })).toBeNull();
      await post(parlance, 'Loose', { n: 2 });
      expect(await find(parlance, 'Loose', {}, '&order=n')).toEqual(await find(peer, 'Loose', {}, '&order=n'));
      expect((await find(parlance, 'Loose', {}, '&order=n')).map(({ n }) => n)).toEqual([1, 2]);
    });
  });
});
