import { MODES, startParlance, type Parlance, type RestOptions } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { storedState } from './hostile-input/stored-state.ts';

const SETTINGS = { allowClientClassCreation: true, allowCustomObjectId: true };
const IDS = ['Shop', 'shop', 'other'] as const;
const OBJECT_ID = 'sameObject';

describe.each(MODES)('several apps of one deployment, %s', (mode) => {
  let parlance: Parlance;
  beforeAll(async () => {
    const apps = IDS.map((id) => ({ id, settings: SETTINGS }));
    parlance = await startParlance({ mode, apps, replicas: { gateway: 2, ...(mode === 'split' ? { data: 2 } : {}) } });
  });
  afterAll(() => parlance.close());

  const as = (id: string, options: RestOptions = {}): RestOptions => ({ app: parlance.app(id), ...options });
  const databaseOf = async (id: string) => (await parlance.database(id)).databaseName;

  it('SEC-32 have a database each, also when their ids differ by case alone', async () => {
    for (const id of IDS) expect((await parlance.rest('POST', '/classes/Where', { objectId: id, owner: id }, as(id))).status).toBe(201);
    const { body } = await parlance.masterRest('GET', '/classes/Where', undefined, as('shop'));
    expect(body.results.map(({ owner }: { owner: string }) => owner)).toEqual(['shop']);
    const control = await parlance.controlDatabase();
    const apps = await control.collection('apps').find().toArray();
    const names = apps.map(({ database }) => `${database?.name}`.toLowerCase());
    expect(new Set(names).size).toBe(IDS.length);
  });

  it('SEC-32 hold objects of the same class and id apart, through every operation', async () => {
    for (const id of ['Shop', 'other']) {
      const { status } = await parlance.rest('POST', '/classes/Item', { objectId: OBJECT_ID, owner: id, stock: 0 }, as(id));
      expect([id, status]).toEqual([id, 201]);
    }
    const increment = { stock: { __op: 'Increment', amount: 1 } };
    await Promise.all(
      Array.from({ length: 40 }, (_, n) => parlance.rest('PUT', `/classes/Item/${OBJECT_ID}`, increment, as('Shop', { gateway: n % 2 }))),
    );
    const read = async (id: string) => (await parlance.rest('GET', `/classes/Item/${OBJECT_ID}`, undefined, as(id))).body;
    expect(await read('Shop')).toMatchObject({ owner: 'Shop', stock: 40 });
    expect(await read('other')).toMatchObject({ owner: 'other', stock: 0 });
    await parlance.rest('DELETE', `/classes/Item/${OBJECT_ID}`, undefined, as('Shop'));
    expect(await read('Shop')).toMatchObject({ code: 101 });
    expect(await read('other')).toMatchObject({ owner: 'other' });
  });

  it('SEC-32 OBJ-22 lock fields to types of their own, on every replica', async () => {
    await parlance.rest('POST', '/classes/Locked', { value: 1 }, as('Shop'));
    await parlance.rest('POST', '/classes/Locked', { value: 'text' }, as('other'));
    for (const gateway of [0, 1, 0, 1]) {
      expect((await parlance.rest('POST', '/classes/Locked', { value: 'text' }, as('Shop', { gateway }))).body.code).toBe(111);
      expect((await parlance.rest('POST', '/classes/Locked', { value: 2 }, as('Shop', { gateway }))).status).toBe(201);
      expect((await parlance.rest('POST', '/classes/Locked', { value: 2 }, as('other', { gateway }))).body.code).toBe(111);
      expect((await parlance.rest('POST', '/classes/Locked', { value: 'more' }, as('other', { gateway }))).status).toBe(201);
    }
  });

  it('SEC-32 reach nothing of each other by pointers, includes and relations', async () => {
    await parlance.rest('POST', '/classes/Secret', { objectId: OBJECT_ID, text: 'of other' }, as('other'));
    const pointer = { __type: 'Pointer', className: 'Secret', objectId: OBJECT_ID };
    const { body } = await parlance.rest('POST', '/classes/Link', { to: pointer, all: [pointer] }, as('Shop'));
    const answer = await parlance.masterRest('GET', `/classes/Link/${body.objectId}?include=to,all`, undefined, as('Shop'));
    expect(answer.text).not.toContain('of other');
    for (const className of ['other.Secret', `${await databaseOf('other')}.Secret`, '../other/Secret', '$other']) {
      const path = `/classes/${encodeURIComponent(className)}`;
      expect((await parlance.masterRest('GET', path, undefined, as('Shop'))).body).toEqual({ results: [] });
      const odd = { to: { ...pointer, className } };
      expect((await parlance.masterRest('POST', '/classes/Odd', odd, as('Shop'))).body.code).toBe(106);
    }
  });

  it('SEC-32 open with no key of another, wherever key and id stand', async () => {
    const shop = parlance.app('Shop');
    const other = parlance.app('other');
    const before = await storedState(parlance, ...IDS);
    const attempts: [string, object | undefined, RestOptions][] = [
      ['GET', undefined, { app: shop, headers: { 'X-Parse-REST-API-Key': other.keys.rest } }],
      ['GET', undefined, { app: shop, key: 'none', headers: { 'X-Parse-Master-Key': other.keys.master } }],
      ['GET', undefined, { app: parlance.app('shop'), headers: { 'X-Parse-REST-API-Key': shop.keys.rest } }],
      ['GET', undefined, { app: { ...shop, id: 'SHOP' } }],
      ['GET', undefined, { app: { ...shop, id: 'Shop ,other' } }],
      ['POST', { _ApplicationId: 'other', _method: 'GET', _JavaScriptKey: shop.keys.javascript }, { app: shop, key: 'none', headers: { 'X-Parse-Application-Id': '' } }], // prettier-ignore
      ['POST', { _MasterKey: other.keys.master, text: 'x' }, { app: shop, key: 'none' }],
      ['POST', { _ApplicationId: 'other', _MasterKey: other.keys.master, text: 'x' }, { app: shop, key: 'none' }],
      ['POST', { text: 'x' }, { app: shop, key: 'none', headers: { Authorization: basic('other', shop.keys.master) } }],
    ];
    for (const [method, body, options] of attempts) {
      const answer = await parlance.rest(method, '/classes/Item', body, options);
      expect([body, answer.status, answer.body.error]).toEqual([body, 403, 'unauthorized']);
    }
    expect(await storedState(parlance, ...IDS)).toEqual(before);
  });

  it('SEC-32 an app named inside a request changes nothing about whose it is', async () => {
    const odd = { _ApplicationId: 'other', _MasterKey: parlance.app('other').keys.master, app: 'other', mark: 'shop' };
    await parlance.rest('POST', '/classes/Mark', odd, as('Shop')); // the header field wins, member by member
    const part = { method: 'POST', path: '/parse/classes/Mark', body: { ...odd, mark: 'in a batch' } };
    await parlance.rest('POST', '/batch', { requests: [part, { ...part, app: 'other', headers: { 'X-Parse-Application-Id': 'other' } }] }, as('Shop')); // prettier-ignore
    expect(await (await parlance.database('other')).collection('Mark').countDocuments()).toBe(0);
    const { body } = await parlance.rest('GET', '/classes/Mark', undefined, as('Shop'));
    expect(body.results).toHaveLength(3);
    expect(Object.keys(body.results[0]).filter((name) => name.startsWith('_'))).toEqual([]);
  });

  it('SEC-32 stay apart under interleaved load with equal ids and classes', async () => {
    const work = Array.from({ length: 240 }, (_, n) => ({ id: n % 2 === 0 ? 'Shop' : 'other', n }));
    await Promise.all(
      work.map(async ({ id, n }) => {
        const objectId = `object${Math.floor(n / 2)}`;
        const options = as(id, { gateway: n % 2 });
        await parlance.rest('POST', '/classes/Load', { objectId, owner: id }, options);
        await parlance.rest('PUT', `/classes/Load/${objectId}`, { again: id }, options);
        const { body } = await parlance.rest('GET', `/classes/Load/${objectId}`, undefined, options);
        expect([body.owner, body.again]).toEqual([id, id]);
      }),
    );
    for (const id of ['Shop', 'other']) {
      const { body } = await parlance.rest('GET', '/classes/Load?limit=1000', undefined, as(id));
      expect(new Set(body.results.map(({ owner, again }: Record<string, string>) => `${owner} ${again}`))).toEqual(
        new Set([`${id} ${id}`]),
      );
      expect(body.results).toHaveLength(120);
    }
  });

  it('SEC-32 settings and request ids of one say nothing to the other', async () => {
    expect((await parlance.masterRest('PATCH', '/settings', { defaultLimit: 1, idempotency: { paths: ['classes/.*'] } }, as('Shop'))).status).toBe(200); // prettier-ignore
    const headers = { 'X-Parse-Request-Id': 'one-id' };
    const create = (id: string) => parlance.rest('POST', '/classes/Once', { n: 1 }, as(id, { headers }));
    expect((await create('other')).status).toBe(201);
    expect((await create('other')).status).toBe(201);
    expect((await create('Shop')).status).toBe(201);
    expect((await create('Shop')).body.code).toBe(159);
    expect((await parlance.rest('GET', '/classes/Load', undefined, as('other'))).body.results).toHaveLength(100);
    expect((await parlance.rest('GET', '/classes/Load', undefined, as('Shop'))).body.results).toHaveLength(1);
  });
});

const basic = (user: string, password: string) => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

describe('apps that share their keys by mistake', () => {
  it('SEC-32 see their own objects by the id alone', async () => {
    const keys = { rest: 'the-same-rest-key-0123456789', master: 'the-same-master-key-0123456789' };
    const ids = ['one', 'two'];
    const parlance = await startParlance({ mode: 'fused', apps: ids.map((id) => ({ id, settings: SETTINGS, keys })) });
    try {
      for (const key of ['X-Parse-REST-API-Key', 'X-Parse-Master-Key']) {
        const headers = { [key]: key.includes('Master') ? keys.master : keys.rest };
        for (const id of ids) {
          const options: RestOptions = { app: parlance.app(id), key: 'none', headers };
          expect((await parlance.rest('POST', '/classes/Item', { owner: id }, options)).status).toBe(201);
          const { body } = await parlance.rest('GET', '/classes/Item', undefined, options);
          expect(new Set(body.results.map(({ owner }: { owner: string }) => owner))).toEqual(new Set([id]));
        }
      }
    } finally {
      await parlance.close();
    }
  });
});

describe('apps that share a database', () => {
  it('SEC-32 are held apart by the prefixes of their collections', async () => {
    const database = { name: `e2e_shared_${process.pid}_${Date.now()}` };
    const parlance = await startParlance({
      mode: 'fused',
      apps: [
        { id: 'one', settings: SETTINGS, database: { ...database, collectionPrefix: 'one_' } },
        { id: 'two', settings: SETTINGS, database: { ...database, collectionPrefix: 'two_' } },
      ],
    });
    try {
      for (const id of ['one', 'two']) {
        await parlance.rest('POST', '/classes/Item', { objectId: OBJECT_ID, owner: id }, { app: parlance.app(id) });
        const { body } = await parlance.masterRest('GET', '/classes/Item', undefined, { app: parlance.app(id) });
        expect(body.results.map(({ owner }: { owner: string }) => owner)).toEqual([id]);
      }
      const { body } = await parlance.masterRest('GET', '/classes/two_Item', undefined, { app: parlance.app('one') });
      expect(body.results).toEqual([]);
      const names = (await (await parlance.database('one')).listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name);
      expect(names.every((name) => /^(one|two)_/.test(name))).toBe(true);
    } finally {
      await parlance.close();
    }
  });
});
