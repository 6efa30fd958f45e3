import { MODES, startParlance, type Parlance, type RestOptions } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const SOON = { timeout: 5_000, interval: 10 };

describe.each(MODES)('conditions on parameters, %s', (mode) => {
  let parlance: Parlance;
  beforeAll(async () => {
    parlance = await startParlance({ mode, apps: [{ id: 'test', settings: { allowClientClassCreation: true } }, { id: 'plain' }] });
    for (const [installationId, members] of Object.entries(DEVICES)) {
      const { status } = await parlance.rest('POST', '/installations', { installationId, ...members });
      expect(status).toBe(201);
    }
  });
  afterAll(() => parlance?.close());

  const DEVICES = {
    'old-iphone': { deviceType: 'ios', appVersion: '1.9', localeIdentifier: 'de-AT' },
    'new-iphone': { deviceType: 'ios', appVersion: '2.10', localeIdentifier: 'en-US' },
    pixel: { deviceType: 'android', appVersion: '2.0', localeIdentifier: 'de-DE' },
    bare: { deviceType: 'ios' },
  };
  const put = (body: object) => parlance.masterRest('PUT', '/config', body);
  const read = (installationId?: string, headers: Record<string, string> = {}) =>
    parlance.rest('GET', '/config', undefined, {
      headers: { ...(installationId === undefined ? {} : { 'X-Parse-Installation-Id': installationId }), ...headers },
    });
  const valueFor = async (installationId?: string, headers?: Record<string, string>) =>
    (await read(installationId, headers)).body.params.banner as unknown;
  const preview = (caller: object, options: RestOptions = {}) => parlance.masterRest('POST', '/config/preview', caller, options);

  it('the first condition that holds decides, and SDKs see a plain value', async () => {
    const conditions = {
      banner: [
        { name: 'new iOS', when: { deviceType: ['ios'], appVersion: { from: '2.0' } }, value: 'new' },
        { name: 'German', when: { localeIdentifier: ['de'] }, value: { greeting: 'Hallo' } },
      ],
    };
    expect((await put({ params: { banner: 'plain', other: 1 }, conditions })).body).toEqual({ result: true });
    expect(await valueFor('new-iphone')).toBe('new');
    expect(await valueFor('old-iphone')).toEqual({ greeting: 'Hallo' });
    expect(await valueFor('pixel')).toEqual({ greeting: 'Hallo' });
    for (const nobody of ['bare', 'never-registered', undefined]) expect(await valueFor(nobody)).toBe('plain');
    expect(Object.keys((await read('pixel')).body)).toEqual(['params', 'masterKeyOnly']);
    const { body } = await parlance.masterRest('GET', '/config');
    expect([body.params.banner, body.conditions]).toEqual(['plain', conditions]);
  });

  it('each caller has a tag of their own, and is answered 304 by it', async () => {
    const [german, english] = [await read('pixel'), await read('new-iphone')];
    const etag = german.headers.get('etag') as string;
    expect(english.headers.get('etag')).not.toBe(etag);
    expect((await read('pixel', { 'If-None-Match': etag })).status).toBe(304);
    expect((await read('new-iphone', { 'If-None-Match': etag })).status).toBe(200);
  });

  it('users and roles decide by the session', async () => {
    const signUp = async (username: string) => (await parlance.rest('POST', '/users', { username, password: 'a-password' })).body;
    const [ada, bob, cyd] = [await signUp('ada'), await signUp('bob'), await signUp('cyd')];
    const members = { __op: 'AddRelation', objects: [{ __type: 'Pointer', className: '_User', objectId: bob.objectId }] };
    await parlance.masterRest('POST', '/roles', { name: 'Beta', ACL: {}, users: members });
    await put({ conditions: { banner: [{ name: 'testers', when: { users: [ada.objectId], roles: ['Beta'] }, value: 'beta' }] } });
    const as = ({ sessionToken }: { sessionToken: string }) => ({ 'X-Parse-Session-Token': sessionToken });
    expect(await Promise.all([ada, bob, cyd].map((user) => valueFor(undefined, as(user))))).toEqual(['beta', 'beta', 'plain']);
    expect(await valueFor()).toBe('plain');
    const { why } = (await preview({ userId: bob.objectId })).body;
    expect(why.banner).toMatchObject({ value: 'beta', condition: 'testers' });
    expect((await preview({ userId: cyd.objectId, roles: ['Beta'] })).body.params.banner).toBe('beta');
  });

  it('a share of installations is always the same ones, and grows without losing any', async () => {
    const ids = Array.from({ length: 400 }, (_, n) => `device-${n}`);
    const chosen = async () => {
      const values = await Promise.all(ids.map((id) => preview({ installationId: id }).then(({ body }) => body.params.banner as string)));
      return ids.filter((_, at) => values[at] === 'in');
    };
    const share = (below: number) => put({ conditions: { banner: [{ name: 'trial', when: { percentage: { below } }, value: 'in' }] } });
    await share(20);
    const first = await chosen();
    expect(first.length / ids.length).toBeGreaterThan(0.1);
    expect(first.length / ids.length).toBeLessThan(0.3);
    expect(await valueFor(first[0])).toBe('in');
    await share(50);
    const second = await chosen();
    expect(first.filter((id) => !second.includes(id))).toEqual([]);
    expect(second.length).toBeGreaterThan(first.length);
    await share(0);
    expect(await chosen()).toEqual([]);
  });

  it('a preview says why, for installations as they are and as they might be', async () => {
    await put({
      params: { hidden: 's' },
      masterKeyOnly: { hidden: true },
      conditions: {
        banner: [
          { name: 'new iOS', when: { deviceType: ['ios'], appVersion: { from: '2.0', below: '3' } }, value: 'new' },
          { name: 'Germany', when: { localeIdentifier: ['de-DE'] }, value: 'neu' },
        ],
      },
    });
    const { body } = await preview({ installationId: 'old-iphone' });
    expect(body.params).toMatchObject({ banner: 'plain', hidden: 's' });
    expect(body.why.banner).toEqual({
      value: 'plain',
      condition: null,
      masterKeyOnly: false,
      checked: [
        { condition: 'new iOS', holds: false, because: 'appVersion is 1.9, which is less than 2.0.' },
        { condition: 'Germany', holds: false, because: 'localeIdentifier is de-AT, not one of de-DE.' },
      ],
    });
    expect(body.why.hidden.masterKeyOnly).toBe(true);
    const asIf = (installation: object) =>
      preview({ installationId: 'old-iphone', installation }).then((answer) => answer.body.params.banner as string);
    expect(await asIf({ appVersion: '2.0' })).toBe('new');
    expect(await asIf({ appVersion: '3.0' })).toBe('plain');
    expect(await asIf({ localeIdentifier: 'de_DE' })).toBe('neu');
    expect((await preview({ nonsense: 1 })).body.code).toBe(107);
    expect((await read('new-iphone')).text).not.toContain('hidden');
  });

  it('a parameter that goes takes its conditions along, and without any all clients share an answer again', async () => {
    await put({ params: { banner: { __op: 'Delete' } } });
    const { body } = await parlance.masterRest('GET', '/config');
    expect(Object.keys(body)).toEqual(['params', 'masterKeyOnly']);
    await expect.poll(async () => (await read('pixel')).text, SOON).toBe((await read('new-iphone')).text);
  });

  it('conditions of a wrong form are refused, by place', async () => {
    await put({ params: { a: 1 } });
    const good = { name: 'n', when: { users: ['u'] }, value: 1 };
    const refused: readonly (readonly [unknown, number])[] = [
      [{ a: 1 }, 107],
      [{ a: [1] }, 107],
      [{ a: [{ ...good, when: {} }] }, 107],
      [{ a: [{ ...good, when: { planet: ['Mars'] } }] }, 107],
      [{ a: [{ ...good, when: { deviceType: 'ios' } }] }, 107],
      [{ a: [{ ...good, when: { percentage: { below: 101 } } }] }, 107],
      [{ a: [{ ...good, when: { appVersion: { from: 'new' } } }] }, 107],
      [{ a: [{ ...good, name: '' }] }, 107],
      [{ a: [{ name: 'n', when: good.when }] }, 107],
      [{ a: Array(51).fill(good) }, 107],
      [{ a: [{ ...good, value: { __type: 'Pointer', className: 'Game', objectId: 'abcdefghij' } }] }, 111],
      [{ a: [{ ...good, value: { 'b.c': 1 } }] }, 121],
      [{ a: [{ ...good, value: 'x'.repeat(131_072) }] }, 116],
      [{ missing: [good] }, 111],
      [{ 'a b': [good] }, 105],
    ];
    for (const [conditions, code] of refused) {
      const { status, body } = await put({ conditions });
      expect([JSON.stringify(conditions).slice(0, 100), status, body.code]).toEqual([JSON.stringify(conditions).slice(0, 100), 400, code]);
    }
    expect((await put({ conditions: { a: Array(50).fill(good) } })).status).toBe(200);
    expect((await put({ conditions: { a: { __op: 'Delete' } } })).status).toBe(200);
    expect((await parlance.masterRest('GET', '/config')).body.conditions).toBeUndefined();
  });
});
