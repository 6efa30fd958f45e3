import { MASTER, PUBLIC } from '@parlance/acl';
import { auth } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MODES, type Json } from '../data/data-service.ts';
import { AuthDeployment } from './auth-service.ts';

const ORIGIN = { address: '203.0.113.9' };
const refuses = () => {
  throw ParseError.custom(9001, 'not today');
};

describe.each(MODES)('triggers around log-ins, %s', (mode) => {
  let deployment: AuthDeployment;
  let count = 0;
  let name: string;
  let user: Json;

  beforeAll(async () => {
    deployment = await AuthDeployment.start(mode);
  });
  afterAll(() => deployment.close());
  beforeEach(async () => {
    await deployment.declare({});
    name = `user${(count += 1)}`;
    user = await deployment.signUp({ username: name, password: 'right', email: `${name}@example.com`, city: 'Bonn' });
  });

  const declare = (table: Record<string, readonly string[]>) => deployment.declare({}, table as never);
  const sessions = () => deployment.stored('_Session', { _p_user: `_User$${String(user['objectId'])}` });
  const enter = () => deployment.logIn({ username: name, password: 'right' });

  it('beforeLogin gets the user without the password, the request and its context, once all proofs are right', async () => {
    await declare({ _User: ['beforeLogin'] });
    deployment.triggers.set('beforeLogin', () => undefined);
    await expect(deployment.logIn({ username: name, password: 'wrong' })).rejects.toMatchObject({ code: 101 });
    expect(deployment.asked).toEqual([]);
    const entered = await enter();
    expect(entered).toMatchObject({ objectId: user['objectId'], sessionToken: expect.stringMatching(/^r:/) as string });
    const [asked] = deployment.askedFor('beforeLogin');
    expect(asked!.input['object']).toMatchObject({ className: '_User', objectId: user['objectId'], username: name, city: 'Bonn' });
    expect(JSON.stringify(asked!.input)).not.toMatch(/password|\$2/);
    expect(asked!.context).toMatchObject({ identity: PUBLIC, cloud: { ip: '203.0.113.9', context: '{"trace":1}', depth: 0 } });
    expect(deployment.asked).toHaveLength(1);
  });

  it('a log-in that beforeLogin refuses leaves no session, and the error of the code reaches the client', async () => {
    await declare({ _User: ['beforeLogin'] });
    deployment.triggers.set('beforeLogin', refuses);
    await expect(enter()).rejects.toMatchObject({ code: 9001, message: 'not today' });
    expect(await sessions()).toHaveLength(1); // of the sign-up
  });

  it('beforeLogin is asked for a log-in by an account elsewhere, not for a sign-up by it, and refuses it', async () => {
    await declare({ _User: ['beforeLogin', 'afterLogin'] });
    deployment.triggers.set('beforeLogin', refuses);
    const authData = { anonymous: { id: `5f0f3a10-0000-4000-8000-${String(Date.now()).slice(-12)}` } };
    const made = await deployment.signUp({ authData });
    expect(deployment.asked).toEqual([]);
    await expect(deployment.signUp({ authData })).rejects.toMatchObject({ code: 9001 });
    expect(await deployment.stored('_Session', { _p_user: `_User$${String(made['objectId'])}` })).toHaveLength(1);
    deployment.triggers.set('beforeLogin', () => undefined);
    expect((await deployment.signUp({ authData }))['objectId']).toBe(made['objectId']);
    expect(deployment.asked.map((asked) => asked.name)).toEqual(['beforeLogin', 'beforeLogin']); // as Parse Server: no afterLogin
  });

  it('afterLogin is told in the name of the new session; the answer shows its changes', async () => {
    await declare({ _User: ['afterLogin'] });
    deployment.triggers.set('afterLogin', async () => {
      await deployment.updateByMaster(String(user['objectId']), { city: 'Köln' });
    });
    const entered = await enter();
    const { input, context } = deployment.askedFor('afterLogin')[0]!;
    expect(input['object']).toMatchObject({ objectId: user['objectId'], sessionToken: entered['sessionToken'] });
    expect(context).toMatchObject({
      identity: { kind: 'user', userId: user['objectId'] },
      cloud: { sessionToken: entered['sessionToken'] },
    });
    expect(entered['city']).toBe('Köln');
  });

  it('a log-in that afterLogin refuses leaves no session', async () => {
    await declare({ _User: ['afterLogin'] });
    deployment.triggers.set('afterLogin', refuses);
    await expect(enter()).rejects.toMatchObject({ code: 9001 });
    expect(await sessions()).toHaveLength(1);
  });

  it('a master key that acts for a user asks no trigger', async () => {
    await declare({ _User: ['beforeLogin', 'afterLogin'] });
    const entered = await deployment.call(auth.logInAs, { userId: user['objectId'] }, MASTER);
    expect(entered['sessionToken']).toMatch(/^r:/);
    await deployment.call(auth.verifyPassword, { username: name, password: 'right' });
    expect(deployment.asked).toEqual([]);
  });

  it('the user that a log-in and GET /users/me show has passed the triggers of finds', async () => {
    await declare({ _User: ['beforeFind', 'afterFind'] });
    deployment.triggers.set('beforeFind', () => undefined);
    deployment.triggers.set('afterFind', ({ input }) => ({
      objects: (input['objects'] as Json[]).map(({ city: _city, ...shown }) => ({ ...shown, seen: true })),
    }));
    const entered = await enter();
    expect(entered).toMatchObject({ objectId: user['objectId'], seen: true, sessionToken: expect.stringMatching(/^r:/) as string });
    expect(entered).not.toHaveProperty('city');
    const sessionToken = String(entered['sessionToken']);
    const identity = await deployment.identityOf(sessionToken);
    const me = () => deployment.ask(auth.me, { body: {}, sessionToken, origin: ORIGIN }, identity);
    expect(await me()).toMatchObject({ objectId: user['objectId'], email: `${name}@example.com`, seen: true, sessionToken });
    deployment.triggers.set('afterFind', refuses);
    await expect(me()).rejects.toMatchObject({ code: 9001 });
    expect(Object.keys(await enter())).toEqual(['objectId', 'sessionToken']); // as Parse Server: the log-in is right
  });

  it('afterLogout gets the session that has ended', async () => {
    await declare({ _Session: ['afterLogout'] });
    deployment.triggers.set('afterLogout', () => undefined);
    const sessionToken = String(user['sessionToken']);
    const identity = await deployment.identityOf(sessionToken);
    await deployment.ask(auth.logOut, { body: {}, sessionToken, origin: ORIGIN }, identity);
    const { input, context } = deployment.askedFor('afterLogout')[0]!;
    expect(input['object']).toMatchObject({
      className: '_Session',
      sessionToken,
      user: { __type: 'Pointer', className: '_User', objectId: user['objectId'] },
    });
    expect(context.identity).toMatchObject({ kind: 'user', userId: user['objectId'] });
    expect(await sessions()).toEqual([]);
  });

  it('beforePasswordResetRequest is asked with the user whose link it will be, and refuses the request', async () => {
    const mail = { smtpUrl: 'smtp://127.0.0.1:9', from: 'app@example.com' };
    await deployment.declare({ mail }, { _User: ['beforePasswordResetRequest'] });
    deployment.triggers.set('beforePasswordResetRequest', refuses);
    const request = (email: string) => deployment.call(auth.requestReset, { email });
    await expect(request(`${name}@example.com`)).rejects.toMatchObject({ code: 9001, message: 'not today' });
    expect(deployment.asked[0]!.input['object']).toMatchObject({ className: '_User', objectId: user['objectId'] });
    expect(await request('nobody@example.com')).toEqual({});
    expect(deployment.asked).toHaveLength(1);
  });
});
