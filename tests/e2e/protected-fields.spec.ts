import { MODES, startParlance, type Parlance } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { as, PASSWORD, PATIENT, signUp, userPointer, verdict, type SignedUp } from './accounts.ts';

const SOON = { timeout: 10_000, interval: 50 };

describe.each(MODES)('protected fields by settings, %s', (mode) => {
  let parlance: Parlance;
  let ada: SignedUp;
  let eve: SignedUp;
  beforeAll(async () => {
    parlance = await startParlance({ mode, apps: [{ id: 'test', settings: { ...PATIENT, enforcePrivateUsers: false } }] });
    ada = await signUp(parlance, { email: 'ada@example.com', phone: '1' });
    eve = await signUp(parlance);
    await parlance.masterRest('POST', '/classes/Note', { secret: 's', text: 't', who: userPointer(ada.id) });
  });
  afterAll(() => parlance?.close());

  const settings = async (changes: object) => {
    const { status, text } = await parlance.masterRest('PATCH', '/settings', changes);
    expect([status, text]).toEqual([200, expect.any(String)]);
  };
  const get = async (path: string, who?: SignedUp) =>
    (await parlance.rest('GET', path, undefined, who === undefined ? {} : as(who.token))).body;
  const shown = async (who?: SignedUp) => {
    const { secret, text } = (await get('/classes/Note', who)).results[0];
    return [secret, text];
  };

  it('SPC-06 hide the address of users from others, until a setting of its own reveals it', async () => {
    expect(await get(`/users/${ada.id}`)).not.toHaveProperty('email');
    expect((await get('/users/me', ada)).email).toBe('ada@example.com');
    for (const _User of [{}, { '*': [] }, { '*': ['phone'] }]) {
      await settings({ protectedFields: { _User } });
      const isPhoneHidden = async () => !('phone' in (await get(`/users/${ada.id}`)));
      await expect.poll(isPhoneHidden, SOON).toBe(JSON.stringify(_User).includes('phone'));
      expect(await get(`/users/${ada.id}`)).not.toHaveProperty('email');
    }
    await settings({ publicUserEmails: true });
    await expect.poll(() => get(`/users/${ada.id}`).then(({ email }) => email), SOON).toBe('ada@example.com');
    await settings({ protectedFields: null, publicUserEmails: null });
    await expect.poll(() => get(`/users/${ada.id}`).then(({ email }) => email), SOON).toBeUndefined();
  });

  it('SPC-06 hide fields of any class from groups, in every answer and every question', async () => {
    await settings({
      protectedFields: { Note: { '*': ['secret', 'text'], authenticated: ['secret'] }, _User: { '*': ['phone', 'email'] } },
    });
    await expect.poll(() => shown(), SOON).toEqual([undefined, undefined]);
    expect([await shown(eve), (await parlance.masterRest('GET', '/classes/Note')).body.results[0].secret]).toEqual([[undefined, 't'], 's']);
    const included = (await get('/classes/Note?include=who', eve)).results[0].who;
    expect([included.username, included.phone, included.email]).toEqual([ada.username, undefined, undefined]);
    expect((await get('/classes/Note?keys=secret', eve)).results[0]).not.toHaveProperty('secret');
    for (const query of [`where=${encodeURIComponent('{"secret":"s"}')}`, 'order=secret']) {
      expect([query, ...verdict(await parlance.rest('GET', `/classes/Note?${query}`, undefined, as(eve.token)))]).toEqual([
        query,
        400,
        119,
      ]);
    }
    const explained = await parlance.masterRest('POST', '/admin/explain-access', { user: eve.id, className: '_User', objectId: ada.id, operation: 'get' }); // prettier-ignore
    expect(explained.body.rules.at(-1)).toMatchObject({ outcome: 'hides', because: 'class and settings hide email, phone' });
  });

  it('SPC-06 are hidden from their own user, in answers to their saves too, only where the app says so', async () => {
    await settings({ protectedFields: { _User: { '*': ['email', 'phone', 'visits'] } }, protectedFieldsOwnerExempt: true });
    const logIn = () => parlance.rest('POST', '/login', { username: ada.username, password: PASSWORD }).then(({ body }) => body);
    const save = () =>
      parlance.rest('PUT', `/users/${ada.id}`, { visits: { __op: 'Increment', amount: 1 } }, as(ada.token)).then(({ body }) => body);
    expect([(await logIn()).phone, (await save()).visits]).toEqual(['1', 1]);
    await settings({ protectedFieldsOwnerExempt: false });
    await expect.poll(() => get('/users/me', ada).then(({ phone }) => phone), SOON).toBeUndefined();
    await expect.poll(() => logIn().then(({ phone }) => phone), SOON).toBeUndefined();
    await expect.poll(() => get(`/users/${ada.id}`, ada).then(({ phone }) => phone), SOON).toBeUndefined();
    expect((await get('/users/me', ada)).username).toBe(ada.username);
    expect(await save()).not.toHaveProperty('visits');
  });

  it('a value that is no such table is refused', async () => {
    for (const protectedFields of [
      [],
      { 'no class': { '*': ['a'] } },
      { Note: { '*': ['objectId'] } },
      { Note: { '*': 'a' } },
      { Note: { 'a:b': [] } },
      { Note: { '*': ['a.b'] } },
    ]) {
      expect([protectedFields, (await parlance.masterRest('PATCH', '/settings', { protectedFields })).status]).toEqual([
        protectedFields,
        400,
      ]);
    }
  });
});
