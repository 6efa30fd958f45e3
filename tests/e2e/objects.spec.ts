import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MODES, startParlance, type Parlance, type RestAnswer } from '@parlance/testing';

const pointer = (className: string, objectId: string) => ({ __type: 'Pointer', className, objectId });

describe.each(MODES)('objects over HTTP, %s', (mode) => {
  let parlance: Parlance;
  beforeAll(async () => {
    parlance = await startParlance({ mode, replicas: { gateway: 2, data: 2 } });
  });
  afterAll(() => parlance?.close());

  const post = async (className: string, body: unknown): Promise<string> => {
    const answer = await parlance.rest('POST', `/classes/${className}`, body);
    expect(answer.status).toBe(201);
    return answer.body.objectId as string;
  };
  const expectError = (answer: RestAnswer, status: number, code: number): void => {
    expect([answer.status, answer.body]).toEqual([status, { code, error: expect.any(String) }]);
  };

  it('OBJ-01 OBJ-03 OBJ-04 creates with 201, a Location and both times, and reads it back from another gateway', async () => {
    const created = await parlance.rest('POST', '/classes/GameScore', { score: 1337, playerName: 'Sean Plott', cheatMode: false });
    expect(created.status).toBe(201);
    const { objectId, createdAt } = created.body;
    expect(Object.keys(created.body)).toEqual(['objectId', 'createdAt']);
    expect(created.headers.get('location')).toMatch(new RegExp(`/parse/classes/GameScore/${objectId}$`));
    const read = await parlance.rest('GET', `/classes/GameScore/${objectId}`, undefined, { gateway: 1 });
    expect(read.status).toBe(200);
    expect(read.body).toEqual({ objectId, createdAt, updatedAt: createdAt, score: 1337, playerName: 'Sean Plott', cheatMode: false });
  });

  it('OBJ-06 OBJ-09 OBJ-16 OBJ-58 updates the members that are sent and tells computed ones', async () => {
    const id = await post('GameScore', { score: 1, name: 'x', list: ['a'], gone: true });
    const body = {
      score: { __op: 'Increment', amount: 2 },
      list: { __op: 'AddUnique', objects: ['a', 'b'] },
      gone: { __op: 'Delete' },
      name: 'y',
    };
    const updated = await parlance.rest('PUT', `/classes/GameScore/${id}`, body);
    expect([updated.status, updated.body]).toEqual([200, { score: 3, list: ['a', 'b'], updatedAt: expect.any(String) }]);
    const read = await parlance.rest('GET', `/classes/GameScore/${id}`);
    expect(read.body).toMatchObject({ score: 3, list: ['a', 'b'], name: 'y', updatedAt: updated.body.updatedAt });
    expect(read.body).not.toHaveProperty('gone');
  });

  it('OBJ-08 OBJ-12 loses no operation that many send to two gateways at the same time', async () => {
    const id = await post('Counter', { n: 0 });
    const body = { n: { __op: 'Increment', amount: 1 }, set: { __op: 'AddUnique', objects: ['x'] } };
    const sends = Array.from({ length: 200 }, (_, n) =>
      parlance.rest('PUT', `/classes/Counter/${id}`, body, { gateway: n % parlance.urls.length }),
    );
    expect(new Set((await Promise.all(sends)).map((answer) => answer.status))).toEqual(new Set([200]));
    expect((await parlance.rest('GET', `/classes/Counter/${id}`)).body).toMatchObject({ n: 200, set: ['x'] });
  });

  it('OBJ-25 decides the type of a new field once', async () => {
    for (let round = 0; round < 5; round++) {
      const values = [1, 'x', true, [1], { a: 1 }];
      const answers = await Promise.all(
        values.map((value, n) => parlance.rest('POST', `/classes/Race${round}`, { value }, { gateway: n % parlance.urls.length })),
      );
      expect(answers.map((answer) => answer.status).sort()).toEqual([201, 400, 400, 400, 400]);
      for (const answer of answers) if (answer.status === 400) expectError(answer, 400, 111);
    }
  });

  it('OBJ-30 OBJ-31 ACL-09 deletes with {}, then answers as for an object hidden by its ACL, byte by byte', async () => {
    const id = await post('GameScore', { score: 1 });
    const hidden = (await parlance.masterRest('POST', '/classes/GameScore', { ACL: {} })).body.objectId as string;
    const removed = await parlance.rest('DELETE', `/classes/GameScore/${id}`);
    expect([removed.status, removed.text]).toEqual([200, '{}']);
    for (const [method, body] of [
      ['GET', undefined],
      ['PUT', { score: 2 }],
      ['DELETE', undefined],
    ] as const) {
      // prettier-ignore
      const missing = await parlance.rest(method, `/classes/GameScore/${id}`, body);
      const secret = await parlance.rest(method, `/classes/GameScore/${hidden}`, body);
      expectError(missing, 404, 101);
      expect([secret.status, secret.text]).toEqual([missing.status, missing.text]);
    }
    expect((await parlance.masterRest('GET', `/classes/GameScore/${hidden}`)).body.ACL).toEqual({});
  });

  it('OBJ-10 OBJ-15 OBJ-17 OBJ-18 OBJ-19 OBJ-20 OBJ-22 OBJ-60 OBJ-46 refuses with the code of the contract', async () => {
    await post('Typed', { text: 'x' });
    const rows: readonly [number, string, unknown][] = [
      [103, '9x', {}],
      [103, '_Mine', {}],
      [105, 'Typed', { 'bl!ng': 1 }],
      [105, 'Typed', { objectId: 'abcdefghij' }],
      [106, 'Typed', { link: { __type: 'Pointer', className: 'A' } }],
      [107, 'Typed', { n: { __op: 'Increment', amount: 'x' } }],
      [107, 'Typed', '{"a":'],
      [108, 'Typed', { n: { __op: 'Multiply' } }],
      [111, 'Typed', { text: 1 }],
      [111, 'Typed', { text: { __op: 'Increment', amount: 1 } }],
      [111, 'Typed', { x: { __type: 'Nonsense' } }],
      [135, '_Installation', { deviceType: 'ios' }],
      [201, '_User', { username: 'x' }],
      [200, '_User', { n: 1 }],
      [121, 'Typed', { x: { 'a.b': 1 } }],
      [123, 'Typed', { ACL: 'x' }],
    ];
    for (const [code, className, body] of rows) expectError(await parlance.rest('POST', `/classes/${className}`, body), 400, code);
    expect((await parlance.rest('GET', '/classes/Typed')).body.results).toHaveLength(1);
  });

  it('OBJ-21 OBJ-40 OBJ-53 gives all types back', async () => {
    const body = {
      integer: 42,
      text: 'ünï 😀',
      when: { __type: 'Date', iso: '2022-01-01T12:23:45.678Z' },
      list: [1, 'x', null, { a: [true] }, pointer('A', 'abcdefghij')],
      dictionary: { when: { __type: 'Date', iso: '2022-01-01T12:23:45.678Z' }, empty: {} },
      place: { __type: 'GeoPoint', latitude: 41.9, longitude: 12.5 },
      bytes: { __type: 'Bytes', base64: 'aGVsbG8=' },
      nothing: null,
    };
    const id = await post('Everything', body);
    expect((await parlance.rest('GET', `/classes/Everything/${id}`)).body).toMatchObject(body);
    expectError(
      await parlance.rest('POST', '/classes/Everything', { place: { __type: 'GeoPoint', latitude: 90.1, longitude: 0 } }),
      400,
      111,
    );
  });

  it('OBJ-35 OBJ-36 OBJ-37 keeps relation members apart from their owner', async () => {
    const add = (...objects: unknown[]) => ({ likes: { __op: 'AddRelation', objects } });
    const id = await post('Post', add(pointer('Person', 'aaaaaaaaaa')));
    const again = await parlance.rest('PUT', `/classes/Post/${id}`, add(pointer('Person', 'aaaaaaaaaa'), pointer('Person', 'bbbbbbbbbb')));
    expect([again.status, Object.keys(again.body)]).toEqual([200, ['updatedAt']]);
    expectError(await parlance.rest('PUT', `/classes/Post/${id}`, add(pointer('Other', 'aaaaaaaaaa'))), 400, 111);
    expectError(await parlance.rest('PUT', `/classes/Post/${id}`, add({ __type: 'Pointer', className: 'Person' })), 400, 104);
    expect((await parlance.rest('GET', `/classes/Post/${id}`)).body.likes).toEqual({ __type: 'Relation', className: 'Person' });
    const rows = await (await parlance.database()).collection('_Join:likes:Post').find({ owningId: id }).toArray();
    expect(rows.map((row) => row['relatedId'] as string).sort()).toEqual(['aaaaaaaaaa', 'bbbbbbbbbb']);
  });

  it('OBJ-48 OBJ-55 shows a write to everybody as soon as it is answered', async () => {
    const id = await post('Fresh', { n: 0 });
    for (let n = 1; n <= 20; n++) {
      await parlance.rest('PUT', `/classes/Fresh/${id}`, { n }, { gateway: n % parlance.urls.length });
      const read = await parlance.rest('GET', `/classes/Fresh/${id}`, undefined, { gateway: (n + 1) % parlance.urls.length });
      expect(read.body.n).toBe(n);
    }
  });
});
