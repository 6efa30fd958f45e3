import { MODES, startParlance, type Parlance } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

describe.each(MODES)('an object over REST, services %s', (mode) => {
  let parlance: Parlance;
  beforeAll(async () => {
    parlance = await startParlance({ mode });
  });
  afterAll(async () => {
    await parlance?.close();
  });

  it('is created, read, changed, found and removed', async () => {
    const created = await parlance.rest('POST', '/classes/Game', {
      title: 'Go',
      boards: 3,
      played: { __type: 'Date', iso: '2026-01-02T03:04:05.006Z' },
    });
    expect(created).toMatchObject({
      status: 201,
      body: { objectId: expect.stringMatching(/^[A-Za-z0-9]{10}$/), createdAt: expect.any(String) },
    });
    const { objectId, createdAt } = created.body;
    expect(created.headers.get('location')).toBe(`${parlance.url}/classes/Game/${objectId}`);

    const read = await parlance.rest('GET', `/classes/Game/${objectId}`);
    expect(read).toMatchObject({
      status: 200,
      body: {
        objectId,
        createdAt,
        updatedAt: createdAt,
        title: 'Go',
        boards: 3,
        played: { __type: 'Date', iso: '2026-01-02T03:04:05.006Z' },
      },
    });

    const changed = await parlance.rest('PUT', `/classes/Game/${objectId}`, { boards: { __op: 'Increment', amount: 2 } });
    expect(changed).toMatchObject({ status: 200, body: { boards: 5, updatedAt: expect.any(String) } });

    const where = encodeURIComponent(JSON.stringify({ boards: { $gte: 5 } }));
    const found = await parlance.rest('GET', `/classes/Game?where=${where}`);
    expect(found.body.results).toMatchObject([{ objectId, title: 'Go', boards: 5 }]);

    expect(await parlance.rest('DELETE', `/classes/Game/${objectId}`)).toMatchObject({ status: 200, body: {} });
    expect(await parlance.rest('GET', `/classes/Game/${objectId}`)).toMatchObject({ status: 404, body: { code: 101 } });
  });

  it('is stored as Parse Server stores it', async () => {
    const { body } = await parlance.rest('POST', '/classes/Stored', { score: 1, ACL: { '*': { read: true } } });
    const document = await (await parlance.database()).collection<{ _id: string }>('Stored').findOne({ _id: body.objectId });
    expect(document).toMatchObject({
      _id: body.objectId,
      score: 1,
      _created_at: expect.any(Date),
      _updated_at: expect.any(Date),
      _rperm: ['*'],
      _wperm: [],
      _acl: { '*': { r: true } },
    });
  });

  it('is refused without a key of the app, and with an unknown app', async () => {
    expect(await parlance.rest('GET', '/classes/Game', undefined, { key: 'none' })).toMatchObject({
      status: 403,
      body: { error: 'unauthorized' },
    });
    const nobody = { ...parlance.app(), id: 'nobody' };
    expect(await parlance.rest('GET', '/classes/Game', undefined, { app: nobody })).toMatchObject({ status: 403 });
  });

  it('follows settings changed by the master key, on the next request', async () => {
    expect(await parlance.masterRest('GET', '/settings')).toMatchObject({ status: 200 });
    const patched = await parlance.masterRest('PATCH', '/settings', { defaultLimit: 1 });
    expect(patched.status).toBe(200);
    await parlance.rest('POST', '/classes/Limited', { a: 1 });
    await parlance.rest('POST', '/classes/Limited', { a: 2 });
    await expect.poll(async () => (await parlance.rest('GET', '/classes/Limited')).body.results.length).toBe(1);
  });

  it('tells that all is well', async () => {
    expect(await parlance.rest('GET', '/health', undefined, { key: 'none' })).toMatchObject({ status: 200, body: { status: 'ok' } });
    const origin = new URL(parlance.url).origin;
    expect((await fetch(`${origin}/health/ready`)).status).toBe(200);
    expect((await fetch(`${origin}/health/live`)).status).toBe(200);
  });
});

describe('several replicas', () => {
  let parlance: Parlance;
  beforeAll(async () => {
    parlance = await startParlance({ mode: 'split', replicas: { gateway: 2, data: 2, config: 2 } });
  });
  afterAll(async () => {
    await parlance?.close();
  });

  it('share all stored objects, and go on when one of each is stopped', async () => {
    const { body } = await parlance.rest('POST', '/classes/Game', { title: 'Go' }, { gateway: 0 });
    expect((await parlance.rest('GET', `/classes/Game/${body.objectId}`, undefined, { gateway: 1 })).body.title).toBe('Go');
    for (const service of ['gateway', 'data', 'config'])
      await parlance.processes.find(({ services }) => services.includes(service as 'data'))!.running.close();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => parlance.rest('GET', `/classes/Game/${body.objectId}`, undefined, { gateway: 1 })),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
  });
});
