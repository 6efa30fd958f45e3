import { MODES, startParlance, type Parlance, type RestOptions } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { storedState } from './hostile-input/stored-state.ts';
import { pathOf, servedRoutes } from './served-routes.ts';

/** For changes that take a second at most, with time to spare for a busy machine: only one that never happens takes longer. */
const SOON = { timeout: 10_000, interval: 20 };

describe.each(MODES)('settings of an app, %s', (mode) => {
  let parlance: Parlance;
  const declared = { allowClientClassCreation: true };
  beforeAll(async () => {
    parlance = await startParlance({
      mode,
      apps: [{ id: 'test', settings: declared }, { id: 'open' }],
      replicas: { gateway: 2, data: 2 },
    });
  });
  afterAll(() => parlance.close());

  const open = (options: RestOptions = {}): RestOptions => ({ app: parlance.app('open'), ...options });
  const patch = (changes: object, options: RestOptions = open()) => parlance.masterRest('PATCH', '/settings', changes, options);
  const create = (className: string, body: object = {}, options: RestOptions = {}) =>
    parlance.rest('POST', `/classes/${className}`, body, open(options));
  /** Asks both gateways, several times over, as each request may be answered by either replica of `data`. */
  async function everywhere<T>(ask: (options: RestOptions) => Promise<T>): Promise<T[]> {
    return Promise.all(Array.from({ length: 8 }, (_, n) => ask(open({ gateway: n % 2 }))));
  }

  it('SET-01 a change is in force on all gateways and replicas within a second', async () => {
    await patch({ allowClientClassCreation: true });
    await expect.poll(() => create('Many').then(({ status }) => status), SOON).toBe(201);
    for (let n = 1; n < 5; n++) await create('Many');
    const lengths = () =>
      everywhere((options) => parlance.rest('GET', '/classes/Many', undefined, options).then(({ body }) => body.results.length));
    expect(await lengths()).toEqual(Array(8).fill(5));
    for (const defaultLimit of [1, 3, 2]) {
      expect((await patch({ defaultLimit })).body.defaultLimit).toBe(defaultLimit);
      await expect.poll(lengths, SOON).toEqual(Array(8).fill(defaultLimit));
      const shown = await everywhere((options) => parlance.masterRest('GET', '/settings', undefined, options));
      expect(shown.map(({ body }) => body.defaultLimit)).toEqual(Array(8).fill(defaultLimit));
    }
    await patch({ defaultLimit: null, maxLimit: 4 });
    const capped = () =>
      everywhere((options) => parlance.rest('GET', '/classes/Many?limit=100', undefined, options).then(({ body }) => body.results.length));
    await expect.poll(capped, SOON).toEqual(Array(8).fill(4));
    await patch({ maxLimit: null });
  });

  it('a setting of the apps file is refused with a text that names the file, and so is everything beside it', async () => {
    const before = await storedState(parlance, 'test', 'open');
    const refused = await parlance.masterRest('PATCH', '/settings', { allowClientClassCreation: false, maxLimit: 1 });
    expect([refused.status, refused.body.code]).toEqual([400, 119]);
    expect(refused.body.error).toContain('apps.json');
    expect(refused.body.error).not.toMatch(/[\\/]/); // its name, not where it lies
    expect(await storedState(parlance, 'test', 'open')).toEqual(before);
  });

  it('settings that the table does not know or allow are refused, all of it at once', async () => {
    const before = await storedState(parlance, 'test', 'open');
    for (const changes of [
      { nonsense: 1 },
      { maxLimit: 0 },
      { maxLimit: '5' },
      { defaultLimit: 1.5 },
      { masterKeyIps: ['nowhere'] },
      { masterKeyIps: '127.0.0.1' },
      { idempotency: { paths: ['('] } },
      { idempotency: { other: 1 } },
      { requestDeadlineMs: 1 },
      { objectIdSize: 9 },
      { maxUploadSize: -1 },
      { toString: 1 },
      { maxLimit: { $ne: 1 } },
      { maxLimit: 5, nonsense: 1 },
    ]) {
      // prettier-ignore
      const { status, body } = await patch(changes);
      expect([changes, status, body.code]).toEqual([changes, 400, 107]);
      expect(body.error).toContain(Object.keys(changes).at(-1));
    }
    expect(await storedState(parlance, 'test', 'open')).toEqual(before);
  });

  it('CLP-09 clients create no class where they may not, the master key does', async () => {
    await patch({ allowClientClassCreation: false });
    await expect.poll(() => create('Fresh').then(({ body }) => body.code), SOON).toBe(119);
    expect((await parlance.rest('GET', '/classes/Fresh', undefined, open())).body.code).toBe(119);
    expect(await (await parlance.database('open')).collection('_SCHEMA').countDocuments({ _id: 'Fresh' as never })).toBe(0);
    expect((await parlance.masterRest('POST', '/classes/Fresh', {}, open())).status).toBe(201);
    await expect.poll(() => create('Fresh').then(({ status }) => status), SOON).toBe(201);
  });

  it('OBJ-59 ERR-19 the class above the quota answers 140', async () => {
    await patch({ allowClientClassCreation: true });
    await expect.poll(() => create('BeforeQuota').then(({ status }) => status), SOON).toBe(201);
    const classes = await (await parlance.database('open')).collection('_SCHEMA').countDocuments();
    await patch({ classQuota: classes + 1 });
    await expect.poll(async () => (await parlance.masterRest('GET', '/settings', undefined, open())).body.classQuota).toBe(classes + 1);
    expect((await create('Last')).status).toBe(201);
    const refused = await create('TooMany', { n: 1 });
    expect([refused.status, refused.body.code]).toEqual([400, 140]);
    expect(await (await parlance.database('open')).collection('_SCHEMA').countDocuments()).toBe(classes + 1);
    expect((await create('Last')).status).toBe(201);
    await patch({ classQuota: null });
  });

  it('OBJ-28 SEC-21 the largest body and the largest object are settings', async () => {
    await patch({ maxUploadSize: 10_000, maxObjectSize: 5_000 });
    const size = (length: number) => create('Sized', { text: 'x'.repeat(length) });
    await expect.poll(() => size(20_000).then(({ status }) => status), SOON).toBe(413);
    expect((await size(20_000)).body).toEqual({ code: 116, error: 'request entity too large' });
    await expect.poll(() => size(6_000).then(({ status, body }) => [status, body.code]), SOON).toEqual([400, 116]);
    expect((await size(4_000)).status).toBe(201);
    await patch({ maxUploadSize: null, maxObjectSize: null });
    await expect.poll(() => size(20_000).then(({ status }) => status), SOON).toBe(201);
  });

  it('QRY-09 OBJ-40 classicLimits are off until they are turned on', async () => {
    await create('Classic', { list: [1], at: { __type: 'GeoPoint', latitude: 90, longitude: 0 } });
    const many = `/classes/Classic?${new URLSearchParams({ where: JSON.stringify({ list: { $all: Array(10).fill(1) } }) }).toString()}`;
    const answers = async () => {
      const found = await parlance.rest('GET', many, undefined, open());
      const pole = await create('Classic', { at: { __type: 'GeoPoint', latitude: 90, longitude: 0 } });
      return [found.body.code, pole.body.code];
    };
    expect(await answers()).toEqual([undefined, undefined]);
    await patch({ classicLimits: true });
    await expect.poll(answers, SOON).toEqual([102, 111]);
    await patch({ classicLimits: null });
    await expect.poll(answers, SOON).toEqual([undefined, undefined]);
  });

  it('ERR-15 a request id on a path that was declared so takes effect once, whichever gateway it reaches', async () => {
    await patch({ idempotency: { paths: ['classes/Once'], ttl: 300 } });
    const send = (requestId: string, gateway: number) =>
      create('Once', { n: 1 }, { gateway, headers: { 'X-Parse-Request-Id': requestId } });
    await expect.poll(async () => { await send('warm', 0); return (await send('warm', 1)).body.code; }, SOON).toBe(159); // prettier-ignore
    const answers = await Promise.all(Array.from({ length: 10 }, (_, n) => send('the same', n % 2)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, ...Array(9).fill(400)]);
    expect(answers.filter(({ status }) => status !== 201).every(({ body }) => body.code === 159)).toBe(true);
    const other = await Promise.all(
      [0, 1].map((gateway) => create('Twice', {}, { gateway, headers: { 'X-Parse-Request-Id': 'the same' } })),
    );
    expect(other.map(({ status }) => status)).toEqual([201, 201]);
    await patch({ idempotency: null });
  });

  it('SET-04 SEC-36 a key is rotated by the apps file: both values for a while, then the new one alone, on all gateways', async () => {
    const old = parlance.app('open').keys.master;
    const fresh = `fresh-${old}`;
    const rotate = (master: string | readonly string[]) =>
      parlance.declareApps([
        { id: 'test', settings: declared },
        { id: 'open', settings: { allowClientClassCreation: true }, keys: { master } },
      ]);
    const statuses = async () => {
      const of = (key: string) =>
        everywhere((options) =>
          parlance
            .rest('GET', '/settings', undefined, { ...options, key: 'none', headers: { 'X-Parse-Master-Key': key } })
            .then(({ status }) => status),
        );
      return [new Set(await of(old)), new Set(await of(fresh))];
    };
    await rotate([old, fresh]);
    await expect.poll(statuses, SOON).toEqual([new Set([200]), new Set([200])]);
    await rotate(fresh);
    await expect.poll(statuses, SOON).toEqual([new Set([403]), new Set([200])]);
    await rotate(old);
    await expect.poll(statuses, SOON).toEqual([new Set([200]), new Set([403])]);
  });

  it('SEC-38 ERR-10 the read-only master key is refused on every route that writes, and nothing changes', async () => {
    const { body } = await parlance.rest('POST', '/classes/ReadOnly', { n: 1 });
    const values = { className: 'ReadOnly', objectId: body.objectId };
    const writing = (await servedRoutes()).filter(({ effect }) => effect === 'write');
    expect(writing.length).toBeGreaterThanOrEqual(6);
    const before = await storedState(parlance, 'test');
    for (const route of writing) {
      const sent = route.path === '/settings' ? { maxLimit: 1 } : { n: 2 };
      const body = route.method === 'GET' ? undefined : sent;
      const status = route.path.startsWith('/files') ? 403 : 400; // as Parse Server does for each
      const alone = await parlance.rest(route.method, pathOf(route, values), body, { key: 'readOnlyMaster' });
      expect([route.method, route.path, alone.status, alone.body.code]).toEqual([route.method, route.path, status, 119]);
      const part = { method: route.method, path: `/parse${pathOf(route, values)}`, body: sent };
      const batch = await parlance.rest('POST', '/batch', { requests: [part] }, { key: 'readOnlyMaster' });
      expect(batch.body).toEqual([{ error: { code: 119, error: expect.any(String) } }]);
      const envelope = { ...sent, _method: route.method };
      const enclosed = await parlance.rest('POST', pathOf(route, values), envelope, { key: 'readOnlyMaster' });
      expect([enclosed.status, enclosed.body.code]).toEqual([status, 119]);
    }
    expect(await storedState(parlance, 'test')).toEqual(before);
  });

  it('SPC-10 the master key is refused from addresses that are not allowed, which then only the file can mend', async () => {
    await patch({ masterKeyIps: ['192.0.2.0/24'] });
    const status = () =>
      everywhere((options) => parlance.masterRest('GET', '/settings', undefined, options).then((answer) => answer.status));
    await expect.poll(status, SOON).toEqual(Array(8).fill(403));
    await parlance.declareApps([
      { id: 'test', settings: declared },
      { id: 'open', settings: { masterKeyIps: ['127.0.0.1', '::1'] } },
    ]);
    await expect.poll(status, { timeout: 5_000 }).toEqual(Array(8).fill(200));
  });
});
