import { randomUUID } from 'node:crypto';
import { MODES, startParlance, type Parlance, type RestOptions } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { as, PATIENT, signUp, verdict, type SignedUp } from './accounts.ts';

describe.each(MODES)('installations, %s', (mode) => {
  let parlance: Parlance;
  let ada: SignedUp;
  let eve: SignedUp;
  beforeAll(async () => {
    parlance = await startParlance({
      mode,
      apps: [
        { id: 'test', settings: PATIENT },
        { id: 'gentle', settings: { ...PATIENT, installation: { duplicateDeviceTokenAction: 'update' } } },
      ],
    });
    [ada, eve] = [await signUp(parlance), await signUp(parlance)];
    const closed = { get: {}, find: {}, count: {}, create: {}, update: {}, delete: {}, addField: {} };
    const { status, text } = await parlance.masterRest('POST', '/schemas/_Installation', {
      fields: { note: { type: 'String' } },
      classLevelPermissions: closed,
    });
    expect([status, text]).toEqual([200, expect.any(String)]);
  });
  afterAll(() => parlance?.close());

  const post = (body: object, options: RestOptions = {}) => parlance.rest('POST', '/installations', body, options);
  const put = (id: string, body: object, options: RestOptions = {}) => parlance.rest('PUT', `/installations/${id}`, body, options);
  const read = (id: string, options: RestOptions = {}) => parlance.rest('GET', `/installations/${id}`, undefined, options);
  const find = (where: object, options: RestOptions = {}, path = '/installations') =>
    parlance.rest('GET', `${path}?where=${encodeURIComponent(JSON.stringify(where))}`, undefined, options);
  const rows = async (where: object, options: RestOptions = {}) =>
    (await parlance.masterRest('GET', `/installations?where=${encodeURIComponent(JSON.stringify(where))}`, undefined, options)).body
      .results as Record<string, unknown>[];
  const ios = (members: object = {}) => ({ deviceType: 'ios', ...members });

  it('SPC-07 are made, read and changed by clients although the class is closed; updates and reads obey the ACL', async () => {
    const ACL = { [ada.id]: { read: true, write: true } };
    const made = await post(ios({ installationId: randomUUID().toUpperCase(), note: 'x', ACL }));
    expect([made.status, made.body.objectId]).toEqual([201, expect.any(String)]);
    const id = made.body.objectId as string;
    expect((await read(id, as(ada.token))).body).toMatchObject({ deviceType: 'ios', note: 'x' });
    expect(verdict(await read(id, as(eve.token)))).toEqual([404, 101]);
    expect(verdict(await put(id, { badge: 1 }, as(eve.token)))).toEqual([404, 101]);
    expect(verdict(await put(id, { installationId: 'another' }, as(eve.token)))).toEqual([404, 101]);
    expect(verdict(await put(id, { badge: 1 }, as(ada.token)))).toEqual([200, 0]);
    expect(verdict(await put(id, { brandNew: 1 }, as(ada.token)))).toEqual([400, 119]);
    const open = (await post(ios({ installationId: randomUUID() }))).body.objectId as string;
    expect([(await read(open)).status, (await put(open, { note: 'y' })).status]).toEqual([200, 200]);
    expect(verdict(await parlance.rest('PUT', `/classes/_Installation/${open}`, { note: 'z' }))).toEqual([200, 0]);
  });

  it('SPC-08 are found by clients that name the installationId, as far as the ACL goes, and by nobody else', async () => {
    const installationId = randomUUID();
    const hidden = randomUUID();
    await post(ios({ installationId }));
    await post(ios({ installationId: hidden, ACL: { [ada.id]: { read: true } } }));
    for (const path of ['/installations', '/classes/_Installation']) {
      for (const where of [
        {},
        { deviceType: 'ios' },
        { installationId: { $exists: true } },
        { installationId: { $in: [installationId] } },
        { installationId: { $regex: '^' } },
        { $or: [{ installationId }, { deviceType: 'ios' }] },
        { objectId: { $ne: installationId } },
      ]) {
        expect([where, ...verdict(await find(where, as(ada.token), path))]).toEqual([where, 400, 119]);
      }
      expect((await find({ installationId }, {}, path)).body.results).toMatchObject([{ installationId }]);
      expect((await find({ installationId, deviceType: 'android' }, {}, path)).body.results).toEqual([]);
    }
    expect((await find({ installationId: hidden })).body.results).toEqual([]);
    expect((await find({ installationId: hidden }, as(ada.token))).body.results).toHaveLength(1);
    const inQuery = { device: { $inQuery: { className: '_Installation', where: { deviceType: 'ios' } } } };
    await parlance.masterRest('POST', '/classes/Holder', {
      device: { __type: 'Pointer', className: '_Installation', objectId: 'abcdefghij' },
    });
    expect(verdict(await find(inQuery, {}, '/classes/Holder'))).toEqual([400, 119]);
    expect((await rows({ deviceType: 'ios' })).length).toBeGreaterThan(1);
    const count = await parlance.rest('GET', '/installations?limit=0&count=1');
    expect(verdict(count)).toEqual([400, 119]);
  });

  it('SPC-09 are removed by the master key alone', async () => {
    const id = (await post(ios({ installationId: randomUUID() }))).body.objectId as string;
    for (const options of [{}, as(ada.token)]) {
      expect(verdict(await parlance.rest('DELETE', `/installations/${id}`, undefined, options))).toEqual([400, 119]);
    }
    expect((await parlance.masterRest('DELETE', `/installations/${id}`)).status).toBe(200);
  });

  it('SPC-16 hold to the same in a batch', async () => {
    const installationId = randomUUID();
    const requests = [
      { method: 'POST', path: '/parse/installations', body: ios({ installationId }) },
      { method: 'POST', path: '/parse/classes/_Installation', body: { installationId: randomUUID() } },
      { method: 'GET', path: '/parse/installations' },
    ];
    const { body } = await parlance.rest('POST', '/batch', { requests });
    expect(body).toEqual([
      { success: expect.objectContaining({ objectId: expect.any(String) }) },
      { error: expect.objectContaining({ code: 135 }) },
      { error: expect.objectContaining({ code: 119 }) },
    ]);
  });

  it('INS-01 need a type, and an id or a token', async () => {
    expect(verdict(await post({ installationId: randomUUID() }))).toEqual([400, 135]);
    expect(verdict(await post(ios({ installationId: randomUUID(), deviceType: 'toaster' })))).toEqual([400, 133]);
    expect(verdict(await post(ios()))).toEqual([400, 135]);
    expect(verdict(await post(ios({ deviceToken: { $gt: '' } })))).toEqual([400, 114]);
    const installationId = randomUUID();
    const headers = { 'X-Parse-Installation-Id': installationId.toUpperCase() };
    const made = await post(ios(), { headers });
    expect(made.status).toBe(201);
    expect((await read(made.body.objectId)).body.installationId).toBe(installationId);
    expect(verdict(await post({ note: 'later' }, { headers }))).toEqual([200, 0]);
  });

  it('INS-02 posted twice are one object, also 20 times at once', async () => {
    const installationId = randomUUID();
    const first = await post(ios({ installationId, note: 'one' }));
    const second = await post({ installationId: installationId.toUpperCase(), note: 'two' });
    expect([second.status, second.body]).toEqual([200, { objectId: first.body.objectId, updatedAt: expect.any(String) }]);
    expect(await rows({ installationId })).toMatchObject([{ objectId: first.body.objectId, note: 'two', deviceType: 'ios' }]);
    const racing = randomUUID();
    const answers = await Promise.all(Array.from({ length: 20 }, (_, badge) => post(ios({ installationId: racing, badge }))));
    expect(answers.map(({ status }) => status).filter((status) => status !== 200)).toEqual([201]);
    expect(await rows({ installationId: racing })).toHaveLength(1);
  });

  it('INS-03 keep their id and their type', async () => {
    const id = (await post(ios({ installationId: randomUUID() }))).body.objectId as string;
    for (const body of [{ installationId: randomUUID() }, { deviceType: 'android' }]) {
      expect([body, ...verdict(await put(id, body))]).toEqual([body, 400, 136]);
    }
    const bare = (await post(ios({ deviceToken: randomUUID() }))).body.objectId as string;
    expect(verdict(await put(bare, { deviceToken: randomUUID() }))).toEqual([400, 136]);
    expect(verdict(await put(bare, { deviceToken: randomUUID(), installationId: randomUUID() }))).toEqual([200, 0]);
    expect(verdict(await put('abcdefghij', { badge: 1 }))).toEqual([404, 101]);
  });

  it('INS-04 a token that moves to another installation leaves the old one', async () => {
    const deviceToken = 'AB'.repeat(32);
    const apart = await post(ios({ installationId: randomUUID(), deviceToken, appIdentifier: 'other' }));
    const old = await post(ios({ installationId: randomUUID(), deviceToken: 'old', appIdentifier: 'mine' }));
    await put(old.body.objectId, { deviceToken, appIdentifier: 'mine' });
    const fresh = await post(ios({ installationId: randomUUID(), deviceToken, appIdentifier: 'mine' }));
    const left = (await rows({ deviceToken: deviceToken.toLowerCase() })).map(({ objectId }) => objectId);
    expect(left.toSorted()).toEqual([apart.body.objectId, fresh.body.objectId].toSorted());
    expect((await read(old.body.objectId)).status).toBe(404);
    const unnamed = await post(ios({ deviceToken }));
    expect(verdict(unnamed)).toEqual([400, 132]);
  });

  it('INS-04 a token alone becomes the installation that says its id later, and is merged with one that is known', async () => {
    const deviceToken = randomUUID();
    const bare = await post(ios({ deviceToken, note: 'bare' }));
    const named = await post({ deviceToken, installationId: randomUUID() });
    expect([named.status, named.body.objectId]).toEqual([200, bare.body.objectId]);
    const other = randomUUID();
    const lone = await post(ios({ deviceToken: other, note: 'kept' }));
    const installationId = randomUUID();
    const known = await post(ios({ installationId }));
    const merged = await post({ installationId, deviceToken: other });
    expect([merged.status, merged.body.objectId]).toEqual([200, lone.body.objectId]);
    expect(await rows({ installationId })).toMatchObject([{ objectId: lone.body.objectId, deviceToken: other, note: 'kept' }]);
    expect((await read(known.body.objectId)).status).toBe(404);
  });

  it('INS-04 duplicateDeviceTokenAction=update lets the old installation lose its token only', async () => {
    const gentle = { app: parlance.app('gentle') };
    const deviceToken = randomUUID();
    const old = await post(ios({ installationId: randomUUID(), deviceToken }), gentle);
    const fresh = await post(ios({ installationId: randomUUID(), deviceToken }), gentle);
    expect((await rows({ deviceToken }, gentle)).map(({ objectId }) => objectId)).toEqual([fresh.body.objectId]);
    expect((await read(old.body.objectId, gentle)).body).not.toHaveProperty('deviceToken');
  });

  it('SPC-07 SPC-08 SPC-09 are explained as they are', async () => {
    const explain = async (operation: string) => (await parlance.masterRest('POST', '/admin/explain-access', { className: '_Installation', operation })).body; // prettier-ignore
    expect(await explain('create')).toMatchObject({ allowed: true });
    expect(await explain('get')).toMatchObject({ allowed: true });
    expect((await explain('find')).rules[0].because).toContain('an equality on installationId only');
    expect(await explain('delete')).toMatchObject({ allowed: false });
    expect(await explain('update')).toMatchObject({ allowed: true });
    expect(await explain('addField')).toMatchObject({ allowed: false });
  });
});
