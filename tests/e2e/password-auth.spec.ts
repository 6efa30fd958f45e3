import { MODES, startParlance, type Parlance } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { as, PASSWORD, PATIENT, signUp, verdict, type SignedUp } from './accounts.ts';

const SOON = { timeout: 15_000 };

describe.each(MODES)('an app without passwords, %s', (mode) => {
  let parlance: Parlance;
  let former: SignedUp;
  let count = 0;
  const anonymous = () => ({ anonymous: { id: `30000000-0000-4000-8000-${String((count += 1)).padStart(12, '0')}` } });
  const credentials = () => ({ username: `new${(count += 1)}`, password: PASSWORD });
  const logInOf = async ({ username }: SignedUp) => verdict(await parlance.rest('POST', '/login', { username, password: PASSWORD }));
  beforeAll(async () => {
    parlance = await startParlance({ mode, apps: [{ id: 'test', settings: PATIENT }] });
    former = await signUp(parlance);
    expect((await parlance.masterRest('PATCH', '/settings', { enablePasswordAuth: false })).status).toBe(200);
    await vi.waitFor(async () => expect(await logInOf(former)).toEqual([400, 252]), SOON);
  }, 90_000);
  afterAll(() => parlance?.close());

  it('USR-37 nobody signs up, logs in or proves an identity by password', async () => {
    const { username } = former;
    const right = { username, password: PASSWORD };
    const refused = [400, 252];
    expect(verdict(await parlance.rest('POST', '/login', right))).toEqual(refused);
    expect(verdict(await parlance.rest('GET', `/login?${new URLSearchParams(right).toString()}`))).toEqual(refused);
    expect(verdict(await parlance.rest('POST', '/login', { ...right, password: 'a wrong password' }))).toEqual(refused);
    expect(verdict(await parlance.rest('POST', '/login', { ...right, username: 'nobody' }))).toEqual(refused);
    expect(verdict(await parlance.rest('POST', '/verifyPassword', right))).toEqual(refused);
    expect(verdict(await parlance.rest('POST', '/challenge', { ...right, challengeData: {} }))).toEqual(refused);
    for (const body of [credentials(), { username: 'only a name' }, { ...credentials(), authData: {} }, {}]) {
      expect(verdict(await parlance.rest('POST', '/users', body)), JSON.stringify(body)).toEqual(refused);
      expect(verdict(await parlance.rest('POST', '/classes/_User', { ...credentials(), ...body }))).toEqual(refused);
    }
    expect(await (await parlance.database()).collection('_User').countDocuments({ username: /^new/ })).toBe(0);
  });

  it('USR-37 nobody gets a password by another way', async () => {
    const made = await parlance.rest('POST', '/users', { authData: anonymous() });
    const path = `/users/${String(made.body.objectId)}`;
    expect(verdict(await parlance.rest('PUT', path, { password: PASSWORD }, as(made.body.sessionToken)))).toEqual([400, 252]);
    expect(verdict(await parlance.rest('POST', '/users', { ...credentials(), authData: anonymous() }))).toEqual([400, 252]);
    expect(verdict(await parlance.rest('PUT', path, { phone: '7' }, as(made.body.sessionToken)))).toEqual([200, 0]);
  });

  it('USR-37 linked accounts and sessions work on, and the master key makes users', async () => {
    const account = anonymous();
    expect((await parlance.rest('GET', '/users/me', undefined, as(former.token))).status).toBe(200);
    const linked = await parlance.rest('PUT', `/users/${former.id}`, { authData: account }, as(former.token));
    expect(linked.status).toBe(200);
    const entered = await parlance.rest('POST', '/users', { authData: account });
    expect([entered.status, entered.body.objectId]).toEqual([200, former.id]);
    expect((await parlance.masterRest('POST', '/users', credentials())).status).toBe(201);
    expect((await parlance.masterRest('POST', '/loginAs', { userId: former.id })).status).toBe(200);
  });

  it('USR-37 switched on again, passwords are as they were', async () => {
    expect((await parlance.masterRest('PATCH', '/settings', { enablePasswordAuth: true })).status).toBe(200);
    await expect.poll(() => logInOf(former), SOON).toEqual([200, 0]);
  });
});
