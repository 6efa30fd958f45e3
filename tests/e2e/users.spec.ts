import { startParlance, type Parlance } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { as, logIn, PASSWORD, PATIENT, signUp, userPointer, verdict } from './accounts.ts';

describe.each(['fused', 'split'] as const)('users, %s', (mode) => {
  let parlance: Parlance;
  beforeAll(async () => {
    parlance = await startParlance({
      mode,
      logLevel: 'debug',
      apps: [
        { id: 'test', settings: PATIENT },
        { id: 'open', settings: { ...PATIENT, enforcePrivateUsers: false } },
      ],
    });
  });
  afterAll(() => parlance?.close());

  it('USR-01 SES-01 signs up, and the token lets in at once', async () => {
    const { username, answer, id, token } = await signUp(parlance, { phone: '415-392-0202' });
    expect([answer.status, answer.body]).toEqual([201, { objectId: id, createdAt: expect.any(String), sessionToken: token }]);
    expect(token).toMatch(/^r:[0-9a-f]{32}$/);
    expect(answer.headers.get('location')).toMatch(new RegExp(`/users/${id}$`));
    const me = await parlance.rest('GET', '/users/me', undefined, as(token));
    expect([me.status, me.body]).toEqual([
      200,
      {
        objectId: id,
        username,
        phone: '415-392-0202',
        createdAt: expect.any(String),
        updatedAt: expect.any(String),
        ACL: { [id]: { read: true, write: true } },
        sessionToken: token,
      },
    ]);
  });

  it('USR-07 logs in, and tells nothing about users that exist', async () => {
    const { username, id } = await signUp(parlance);
    const right = await parlance.rest('POST', '/login', { username, password: PASSWORD });
    expect([right.status, right.body.objectId, typeof right.body.sessionToken]).toEqual([200, id, 'string']);
    const query = new URLSearchParams({ username, password: PASSWORD });
    expect((await parlance.rest('GET', `/login?${query.toString()}`)).body).toMatchObject({ objectId: id, username });
    const wrong = await parlance.rest('POST', '/login', { username, password: 'a wrong password' });
    const nobody = await parlance.rest('POST', '/login', { username: 'nobody', password: 'a wrong password' });
    expect([wrong.status, wrong.body]).toEqual([404, { code: 101, error: 'Invalid username/password.' }]);
    expect([nobody.status, nobody.body]).toEqual([wrong.status, wrong.body]);
  });

  it.each([
    ['USR-02 no name', { password: 'p' }, 200],
    ['USR-02 an empty name', { username: '', password: 'p' }, 200],
    ['USR-02 a name that is no text', { username: { $ne: null }, password: 'p' }, 200],
    ['USR-02 no password', { username: 'u' }, 201],
    ['USR-02 an empty password', { username: 'u', password: '' }, 201],
    ['USR-02 a password that is no text', { username: 'u', password: ['p'] }, 201],
    ['USR-04 an address that is none', { username: 'u', password: 'p', email: 'nobody' }, 125],
    ['USR-04 an address that is no text', { username: 'u', password: 'p', email: 7 }, 111],
    ['USR-21 an address said to be verified', { username: 'u', password: 'p', emailVerified: true }, 119],
    ['SES-07 a session token of one’s own', { username: 'u', password: 'p', sessionToken: 'r:mine' }, 105],
    ['USR-05 a hash of one’s own', { username: 'u', password: 'p', _hashed_password: '$2b$10$x' }, 105],
  ])('%s is refused, and nothing is stored', async (_name, members, code) => {
    expect(verdict(await parlance.rest('POST', '/users', members))).toEqual([400, code]);
    expect(await (await parlance.database()).collection('_User').countDocuments({ username: 'u' })).toBe(0);
  });

  it('USR-03 a taken name or address is refused whatever its case, and nothing is stored', async () => {
    const { username } = await signUp(parlance, { email: 'Ada@example.com' });
    const users = (await parlance.database()).collection('_User');
    const before = await users.countDocuments();
    const name = await parlance.rest('POST', '/users', { username: username.toUpperCase(), password: 'p' });
    expect([name.status, name.body]).toEqual([400, { code: 202, error: 'Account already exists for this username.' }]);
    const email = await parlance.rest('POST', '/users', { username: 'other', password: 'p', email: 'aDA@EXAMPLE.com' });
    expect([email.status, email.body]).toEqual([400, { code: 203, error: 'Account already exists for this email address.' }]);
    expect(await users.countDocuments()).toBe(before);
  });

  it('USR-03 of 20 sign-ups at once by one name in many spellings one succeeds', async () => {
    const names = Array.from({ length: 20 }, (_, at) => [...'snoopydog'].map((c, i) => ((at >> i) & 1 ? c.toUpperCase() : c)).join(''));
    const answers = await Promise.all(names.map((username) => parlance.rest('POST', '/users', { username, password: 'p' })));
    expect(answers.map((answer) => verdict(answer)[1]).sort()).toEqual([0, ...Array.from({ length: 19 }, () => 202)]);
    expect(await (await parlance.database()).collection('_User').countDocuments({ username: /^snoopydog$/i })).toBe(1);
  });

  it('USR-05 passwords are in no answer and no line of the log, and the store holds bcrypt', async () => {
    const password = 'never seen again 7391';
    const texts: string[] = [];
    const seen = async (...request: Parameters<Parlance['rest']>) => {
      const answer = await parlance.rest(...request);
      texts.push(answer.text);
      return answer;
    };
    const signed = await seen('POST', '/users', { username: 'secretive', password });
    const { objectId: id, sessionToken: token } = signed.body;
    await seen('POST', '/login', { username: 'secretive', password });
    await seen('GET', `/login?${new URLSearchParams({ username: 'secretive', password }).toString()}`);
    await seen('POST', '/login', { username: 'secretive', password: `${password}!` });
    await seen('POST', '/verifyPassword', { username: 'secretive', password });
    await seen('GET', '/users/me', undefined, as(token));
    await seen('GET', `/users/${id}`, undefined, as(token));
    await seen('GET', '/users?where={"username":"secretive"}', undefined, { key: 'master' });
    await seen('POST', '/users', { username: 'secretive', password });
    await seen('PUT', `/users/${id}`, { password: `${password}?` }, as(token));
    const stored = await (await parlance.database()).collection<{ _id: string; _hashed_password?: string }>('_User').findOne({ _id: id });
    expect(stored?._hashed_password).toMatch(/^\$2[aby]\$1\d\$/);
    const told = texts.join('\n') + JSON.stringify(parlance.logs);
    expect(told).not.toMatch(/never.seen.again.7391|\$2[aby]\$|hashed_password/);
  });

  it('USR-05 a condition on the hash is refused', async () => {
    for (const where of [{ _hashed_password: { $regex: '^.2' } }, { password: { $exists: true } }, { sessionToken: { $exists: true } }]) {
      const answer = await parlance.rest('GET', `/users?where=${encodeURIComponent(JSON.stringify(where))}`);
      expect([where, answer.status, answer.body?.results ?? answer.body?.code]).toSatisfy(
        ([, status, found]) => (status === 200 && (found as unknown[]).length === 0) || found === 105 || found === 119,
      );
    }
  });

  it('USR-06 further fields are stored as on any object, operations included', async () => {
    const { id, token, answer } = await signUp(parlance, {
      visits: { __op: 'Increment', amount: 3 },
      tags: { __op: 'AddUnique', objects: ['a', 'a'] },
      home: { __type: 'GeoPoint', latitude: 1, longitude: 2 },
    });
    expect(Object.keys(answer.body)).not.toContain('ACL');
    const { body } = await parlance.rest('GET', `/users/${id}`, undefined, as(token));
    expect(body).toMatchObject({ visits: 3, tags: ['a'], home: { latitude: 1 }, sessionToken: token });
  });

  it('USR-08 logs in by the address, as itself and in the place of the name', async () => {
    const { id } = await signUp(parlance, { email: 'grace@example.com' });
    const mailed = { username: 'eve@example.com' };
    const named = await signUp(parlance, mailed);
    const by = async (members: object) =>
      (await parlance.rest('POST', '/login', { password: PASSWORD, ...members })).body.objectId as unknown;
    expect(await by({ email: 'grace@example.com' })).toBe(id);
    expect(await by({ username: 'grace@example.com' })).toBe(id);
    expect(await by(mailed)).toBe(named.id);
    expect(verdict(await parlance.rest('POST', '/login', { password: PASSWORD }))).toEqual([400, 200]);
    expect(verdict(await parlance.rest('POST', '/login', { email: 'grace@example.com' }))).toEqual([400, 201]);
    for (const password of [{ $ne: null }, 7, ['x'], true]) {
      expect(verdict(await parlance.rest('POST', '/login', { email: 'grace@example.com', password }))[0]).toBeGreaterThanOrEqual(400);
    }
    expect(verdict(await parlance.rest('POST', '/login', { username: { $regex: '.' }, password: PASSWORD }))[0]).toBe(404);
  });

  it('USR-10 USR-12 an invented token and one after log-out are refused', async () => {
    const { token } = await signUp(parlance);
    expect(verdict(await parlance.rest('GET', '/users/me', undefined, as('r:00000000000000000000000000000000')))).toEqual([400, 209]);
    expect(verdict(await parlance.rest('GET', '/users/me'))).toEqual([400, 209]);
    const out = await parlance.rest('POST', '/logout', {}, as(token));
    expect([out.status, out.body]).toEqual([200, {}]);
    expect(verdict(await parlance.rest('GET', '/users/me', undefined, as(token)))).toEqual([400, 209]);
    expect((await parlance.rest('POST', '/logout', {})).body).toEqual({});
  });

  it.each([
    ['themselves', () => ({})],
    ['everybody, of whom nobody has a session', () => ({ '*': { read: true, write: true } })],
  ])('USR-13 SPC-03 a user whose ACL lets %s write is changed and removed by no other', async (_whom, aclFor) => {
    const ada = await signUp(parlance);
    const eve = await signUp(parlance);
    expect((await parlance.rest('PUT', `/users/${ada.id}`, { ACL: aclFor() }, as(ada.token))).status).toBe(200);
    const strangers = Object.keys(aclFor()).length > 0 ? [{}] : [{}, as(eve.token)];
    for (const path of [`/users/${ada.id}`, `/classes/_User/${ada.id}`]) {
      for (const options of strangers) {
        expect(verdict(await parlance.rest('PUT', path, { phone: 'x' }, options))).toEqual([400, 206]);
        expect(verdict(await parlance.rest('PUT', path, { password: 'x' }, options))).toEqual([400, 206]);
        expect(verdict(await parlance.rest('DELETE', path, undefined, options))).toEqual([400, 206]);
      }
    }
    const { body } = await parlance.masterRest('GET', `/users/${ada.id}`);
    expect(body.phone).toBeUndefined();
    expect(await logIn(parlance, ada.username)).toMatch(/^r:/);
  });

  it('USR-13 a user changes and removes another one whose ACL lets them, and gets no session by it', async () => {
    const ada = await signUp(parlance);
    const eve = await signUp(parlance);
    const ACL = { [eve.id]: { read: true, write: true } };
    expect((await parlance.rest('PUT', `/users/${ada.id}`, { ACL }, as(ada.token))).status).toBe(200);
    expect((await parlance.rest('PUT', `/users/${ada.id}`, { phone: 'x' }, as(eve.token))).status).toBe(200);
    const changed = await parlance.rest('PUT', `/users/${ada.id}`, { password: 'of eve' }, as(eve.token));
    expect([changed.status, changed.body]).toEqual([200, { updatedAt: expect.any(String) }]);
    expect(verdict(await parlance.rest('GET', '/users/me', undefined, as(ada.token)))).toEqual([400, 209]);
    expect((await parlance.masterRest('GET', `/users/${ada.id}`)).body).toMatchObject({ phone: 'x', ACL: { [ada.id]: { write: true } } });
    expect((await parlance.rest('DELETE', `/classes/_User/${ada.id}`, undefined, as(eve.token))).status).toBe(200);
    expect(verdict(await parlance.rest('POST', '/login', { username: ada.username, password: 'of eve' }))).toEqual([404, 101]);
  });

  it('the ACL is asked before anything is done for a user: a stranger neither tries their second factor nor learns of their passwords', async () => {
    const ada = await signUp(parlance);
    const eve = await signUp(parlance);
    const before = await (await parlance.database()).collection<{ _id: string }>('_User').findOne({ _id: ada.id });
    for (const body of [{ password: PASSWORD }, { authData: { mfa: { old: '000000', disable: true } } }, { email: 'eve@example.com' }]) {
      expect(verdict(await parlance.rest('PUT', `/users/${ada.id}`, body, as(eve.token)))).toEqual([400, 206]);
    }
    expect(await (await parlance.database()).collection<{ _id: string }>('_User').findOne({ _id: ada.id })).toEqual(before);
  });

  it('the master key locks a user out, and lets them in again', async () => {
    const { id, username, token } = await signUp(parlance);
    for (const ACL of [{}, { __op: 'Delete' }]) {
      expect((await parlance.masterRest('PUT', `/users/${id}`, { ACL })).status).toBe(200);
      for (const path of ['/login', '/verifyPassword']) {
        expect(verdict(await parlance.rest('POST', path, { username, password: PASSWORD }))).toEqual([404, 101]);
      }
      expect(verdict(await parlance.rest('GET', '/users/me', undefined, as(token)))).toEqual([400, 209]);
      expect(verdict(await parlance.rest('PUT', `/users/${id}`, { phone: 'x' }, as(token)))).toEqual([400, 206]);
      const own = { [id]: { read: true, write: true } };
      expect((await parlance.masterRest('PUT', `/users/${id}`, { ACL: own })).status).toBe(200);
      expect(await logIn(parlance, username)).toMatch(/^r:/);
    }
    expect((await parlance.masterRest('PUT', `/users/${id}`, { ACL: { 'role:nobody': { read: true, write: true } } })).status).toBe(200);
    const hidden = await parlance.rest('POST', '/login', { username, password: PASSWORD });
    expect(hidden.body).toEqual({ objectId: id, sessionToken: expect.stringMatching(/^r:/) });
  });

  it('strings that are no Unicode are neither names, addresses nor passwords', async () => {
    const lone = 'x\ud800';
    for (const members of [
      { username: lone, password: 'p' },
      { username: 'u', password: lone },
      { username: 'u', password: 'p', email: `${lone}@b` },
    ]) {
      for (const path of ['/users', '/login']) {
        if (path === '/login' && members.email !== undefined) continue;
        expect([path, ...verdict(await parlance.rest('POST', path, members))]).toEqual([path, 400, 107]);
      }
    }
    expect(verdict(await parlance.rest('POST', '/requestPasswordReset', { email: `${lone}@b` }))).toEqual([400, 107]);
  });

  it('USR-14 changes their name, but to none that is taken', async () => {
    const ada = await signUp(parlance);
    const eve = await signUp(parlance);
    const taken = await parlance.rest('PUT', `/users/${eve.id}`, { username: ada.username.toUpperCase() }, as(eve.token));
    expect(verdict(taken)).toEqual([400, 202]);
    expect((await parlance.rest('PUT', `/users/${eve.id}`, { username: 'renamed eve' }, as(eve.token))).status).toBe(200);
    expect(await logIn(parlance, 'renamed eve')).toMatch(/^r:/);
    expect(verdict(await parlance.rest('PUT', `/users/${eve.id}`, { username: '' }, as(eve.token)))).toEqual([400, 200]);
    expect(verdict(await parlance.rest('PUT', `/users/${eve.id}`, { username: { __op: 'Delete' } }, as(eve.token)))).toEqual([400, 107]);
    expect(verdict(await parlance.rest('PUT', `/users/${eve.id}`, { emailVerified: true }, as(eve.token)))).toEqual([400, 119]);
  });

  it('USR-15 SPC-05 SPC-06 where users are public they are found by anybody, without their private members', async () => {
    const app = parlance.app('open');
    const { id } = await signUp(parlance, { gender: 'female', email: 'public@example.com' }, { app });
    const shown = {
      objectId: id,
      username: expect.any(String),
      gender: 'female',
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
    };
    const ACL = { '*': { read: true }, [id]: { read: true, write: true } };
    const found = await parlance.rest('GET', '/users?where={"gender":"female"}', undefined, { app });
    expect(found.body).toEqual({ results: [{ ...shown, ACL }] });
    expect((await parlance.rest('GET', `/users/${id}`, undefined, { app })).body).toEqual({ ...shown, ACL });
    const note = await parlance.rest('POST', '/classes/Note', { author: userPointer(id) }, { app });
    const included = await parlance.rest('GET', `/classes/Note/${note.body.objectId}?include=author`, undefined, { app });
    expect(included.body.author).toEqual({ __type: 'Object', className: '_User', ...shown, ACL });
  });

  it('USR-15 SPC-05 private users are there for themselves only, also in lists', async () => {
    const ada = await signUp(parlance);
    const eve = await signUp(parlance);
    const where = encodeURIComponent(JSON.stringify({ username: ada.username }));
    for (const options of [{}, as(eve.token)]) {
      expect((await parlance.rest('GET', `/users?where=${where}&count=1`, undefined, options)).body).toEqual({ results: [], count: 0 });
      expect(verdict(await parlance.rest('GET', `/users/${ada.id}`, undefined, options))).toEqual([404, 101]);
    }
    const own = await parlance.rest('GET', `/users?where=${where}`, undefined, as(ada.token));
    expect(own.body.results.map((user: { objectId: string }) => user.objectId)).toEqual([ada.id]);
    expect(own.body.results[0].sessionToken).toBeUndefined();
  });

  it('USR-16 a user is no object to be saved without credentials; with them saving is signing up', async () => {
    expect(verdict(await parlance.rest('POST', '/classes/_User', { phone: '1' }))[1]).toBe(200);
    const { status, body } = await parlance.rest('POST', '/classes/_User', { username: 'by class', password: PASSWORD });
    expect([status, Object.keys(body).sort()]).toEqual([201, ['createdAt', 'objectId', 'sessionToken']]);
  });

  it('USR-21 USR-22 there is no emailVerified while nobody verifies', async () => {
    const { id, token } = await signUp(parlance, { email: 'unverified@example.com' });
    expect((await parlance.rest('PUT', `/users/${id}`, { email: 'moved@example.com' }, as(token))).status).toBe(200);
    const { body } = await parlance.rest('GET', `/users/${id}`, undefined, as(token));
    expect([body.email, 'emailVerified' in body]).toEqual(['moved@example.com', false]);
  });

  it('USR-38 a new password gives a new token and ends all others', async () => {
    const ada = await signUp(parlance);
    const other = await logIn(parlance, ada.username);
    const { status, body } = await parlance.rest('PUT', `/users/${ada.id}`, { password: 'another one' }, as(ada.token));
    expect([status, Object.keys(body).sort()]).toEqual([200, ['sessionToken', 'updatedAt']]);
    for (const token of [ada.token, other]) {
      await expect.poll(async () => verdict(await parlance.rest('GET', '/users/me', undefined, as(token)))).toEqual([400, 209]);
    }
    expect((await parlance.rest('GET', '/users/me', undefined, as(body.sessionToken))).body.objectId).toBe(ada.id);
    expect(verdict(await parlance.rest('POST', '/login', { username: ada.username, password: PASSWORD }))).toEqual([404, 101]);
    expect((await parlance.rest('POST', '/login', { username: ada.username, password: 'another one' })).status).toBe(200);
  });

  it('USR-39 finds objects that point to the current user', async () => {
    const [ada, eve] = [await signUp(parlance), await signUp(parlance)];
    for (const { id } of [ada, eve, ada]) await parlance.rest('POST', '/classes/Post', { user: userPointer(id) });
    const where = encodeURIComponent(JSON.stringify({ user: userPointer(ada.id) }));
    const { body } = await parlance.rest('GET', `/classes/Post?where=${where}`, undefined, as(ada.token));
    expect(body.results.map(({ user }: { user: unknown }) => user)).toEqual([userPointer(ada.id), userPointer(ada.id)]);
  });

  it('USR-42 SES-18 users remove themselves, and all their sessions end', async () => {
    const ada = await signUp(parlance);
    const other = await logIn(parlance, ada.username);
    expect((await parlance.rest('DELETE', `/users/${ada.id}`, undefined, as(ada.token))).body).toEqual({});
    expect(verdict(await parlance.rest('POST', '/login', { username: ada.username, password: PASSWORD }))).toEqual([404, 101]);
    for (const token of [ada.token, other]) {
      await expect.poll(async () => verdict(await parlance.rest('GET', '/classes/Post', undefined, as(token)))).toEqual([400, 209]);
    }
    expect(await (await parlance.database()).collection('_Session').countDocuments({ _p_user: `_User$${ada.id}` })).toBe(0);
  });
});
