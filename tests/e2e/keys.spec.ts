import { MODES, startParlance, type Parlance, type RestOptions } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

type Key = NonNullable<RestOptions['key']>;

describe.each(MODES)('keys, %s', (mode) => {
  let parlance: Parlance;
  beforeAll(async () => {
    parlance = await startParlance({
      mode,
      apps: [
        { id: 'test', settings: { allowClientClassCreation: true } },
        { id: 'far', settings: { masterKeyIps: ['192.0.2.1'], maintenanceKeyIps: ['192.0.2.1'] } },
      ],
    });
    await parlance.masterRest('POST', '/classes/Note', { text: 'private', ACL: {} });
  });
  afterAll(() => parlance.close());

  it.each<[Key, number, number]>([
    ['none', 403, 902],
    ['rest', 200, 0],
    ['javascript', 200, 0],
    ['client', 200, 0],
    ['dotNet', 200, 0], // OBJ-52
    ['maintenance', 200, 0],
    ['readOnlyMaster', 200, 1],
    ['master', 200, 1],
  ])('SPC-10 %s: %i', async (key, status, found) => {
    const answer = await parlance.rest('GET', '/classes/Note', undefined, { key });
    expect(answer.status).toBe(status);
    if (status === 200) expect(answer.body.results).toHaveLength(found);
    else expect(answer.body).toEqual({ code: found, error: 'unauthorized' });
  });

  it('SPC-10 ERR-09 a wrong key or app answers 403 with 903', async () => {
    const wrong: Record<string, string>[] = [
      { 'X-Parse-REST-API-Key': 'wrong' },
      { 'X-Parse-Application-Id': 'nowhere' },
      { 'X-Parse-REST-API-Key': parlance.app().keys.client },
    ];
    for (const headers of wrong) {
      const { status, body } = await parlance.rest('GET', '/classes/Note', undefined, { headers });
      expect([status, body]).toEqual([403, { code: 903, error: 'unauthorized' }]);
    }
  });

  it("SEC-32 the keys of one app open no other's", async () => {
    const { keys } = parlance.app('far');
    const headers = { 'X-Parse-REST-API-Key': keys.rest, 'X-Parse-Master-Key': keys.master };
    expect((await parlance.rest('GET', '/classes/Note', undefined, { headers })).body.code).toBe(903);
  });

  it('ERR-10 SEC-08 each route lets the right callers pass', async () => {
    const { body: created } = await parlance.rest('POST', '/classes/Open', { n: 1 });
    const object = `/classes/Open/${created.objectId}`;
    //                 none rest maintenance readOnly master
    const expected: Record<string, readonly number[]> = {
      [`GET ${object}`]: [403, 200, 200, 200, 200],
      'GET /classes/Open': [403, 200, 200, 200, 200],
      'POST /classes/Open': [403, 201, 201, 400, 201],
      [`PUT ${object}`]: [403, 200, 200, 400, 200],
      'POST /batch': [403, 200, 200, 200, 200],
      'GET /serverInfo': [403, 403, 403, 200, 200],
      'GET /settings': [403, 403, 403, 200, 200],
      'PATCH /settings': [403, 403, 403, 400, 200],
      'GET /health': [200, 200, 200, 200, 200],
    };
    for (const [route, statuses] of Object.entries(expected)) {
      const [method = '', path = ''] = route.split(' ');
      const body = { 'POST /batch': { requests: [] }, 'GET /settings': undefined }[route] ?? (method === 'GET' ? undefined : {});
      const answers = [];
      for (const key of ['none', 'rest', 'maintenance', 'readOnlyMaster', 'master'] as const)
        answers.push((await parlance.rest(method, path, body, { key })).status);
      expect([route, answers]).toEqual([route, statuses]);
    }
  });

  it('a privileged key from elsewhere is refused, even beside a right client key, and the log says why', async () => {
    const app = parlance.app('far');
    for (const key of ['master', 'maintenance'] as const) {
      const { status, body } = await parlance.rest('GET', '/classes/Note', undefined, {
        app,
        key,
        headers: { 'X-Parse-REST-API-Key': app.keys.rest },
      });
      expect([status, body]).toEqual([403, { code: 903, error: 'unauthorized' }]);
    }
    expect(parlance.logs.map(({ msg }) => msg)).toContain('The master key of app "far" is not accepted from 127.0.0.1 (masterKeyIps).');
  });

  it('no key of the apps file appears in the log', () => {
    const keys = ['test', 'far'].flatMap((id) => Object.values(parlance.app(id).keys));
    const text = JSON.stringify(parlance.logs);
    expect(keys.filter((key) => text.includes(key))).toEqual([]);
  });

  it('a session token answers 209 but for the master key, which ignores it', async () => {
    const headers = { 'X-Parse-Session-Token': 'r:00000000000000000000000000000000' };
    expect((await parlance.rest('GET', '/classes/Note', undefined, { headers })).body).toEqual({
      code: 209,
      error: 'Invalid session token',
    });
    expect((await parlance.masterRest('GET', '/classes/Note', undefined, { headers })).status).toBe(200);
  });

  it('an app taken from the file is refused within a moment', async () => {
    await parlance.declareApps([{ id: 'test', settings: { allowClientClassCreation: true } }]);
    const app = parlance.app('far');
    await expect.poll(async () => (await parlance.rest('GET', '/classes/Note', undefined, { app })).status, { timeout: 10_000 }).toBe(403);
    expect((await parlance.rest('GET', '/classes/Note')).status).toBe(200);
  });
});
