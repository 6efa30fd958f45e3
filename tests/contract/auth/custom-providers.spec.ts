import { MASTER } from '@parlance/acl';
import { auth } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MODES, type Json } from '../data/data-service.ts';
import { AuthDeployment } from './auth-service.ts';

const f = (name: string) => ({ function: name });
const ADAPTER = { steps: { validateSetUp: f('setUp'), validateLogin: f('logIn'), validateUpdate: f('update') } };

describe.each(MODES)('services that code of the app checks, %s', (mode) => {
  let deployment: AuthDeployment;
  let count = 0;
  let id: string;

  beforeAll(async () => {
    deployment = await AuthDeployment.start(mode);
  });
  afterAll(() => deployment.close());
  beforeEach(() => (id = `account${(count += 1)}`));

  const declare = (custom: Json, more: Json = {}) => deployment.declare({ auth: { custom }, ...more });
  const names = () => deployment.asked.map((asked) => asked.name);
  const account = (more: Json = {}) => ({ authData: { school: { id, token: 'good', ...more } } });
  const storedData = async (user: Json, service = 'school') =>
    (await deployment.stored('_User', { _id: user['objectId'] }))[0]?.[`_auth_data_${service}`] as Json | undefined;

  /** A function that believes one token. */
  const believing = (token: string) => (asked: { input: Json }) => {
    if (asked.input['authData'].token !== token) throw ParseError.custom(9100, 'who are you?');
  };

  it('a function makes a user once, and lets the same one in the second time; it sees all that was sent', async () => {
    await declare({ school: { function: 'check', options: { appIds: ['a'] } } });
    deployment.functions.set('check', believing('good'));
    const made = await deployment.signUp({ ...account({ nested: { a: [1, { b: 2 }] } }), city: 'Bonn' });
    expect(made).toMatchObject({ sessionToken: expect.stringMatching(/^r:/) as string, authDataResponse: {} });
    const again = await deployment.signUp(account());
    expect(again['objectId']).toBe(made['objectId']);
    const [first, second] = deployment.askedFor('check');
    expect(first!.context.identity).toEqual(MASTER);
    expect(first!.input).toMatchObject({
      step: 'validateAuthData',
      provider: 'school',
      authData: { id, token: 'good', nested: { a: [1, { b: 2 }] } },
      options: { appIds: ['a'] },
      master: false,
      ip: '203.0.113.9',
      object: { __type: 'Object', className: '_User', city: 'Bonn' },
    });
    expect(first!.input['original']).toBeUndefined();
    expect(second!.input['original']).toMatchObject({ __type: 'Object', className: '_User', objectId: made['objectId'] });
    expect(await storedData(made)).toEqual({ id, token: 'good' });
  });

  it('credentials that the function refuses make nobody, and its error reaches the client', async () => {
    await declare({ school: { function: 'check' } });
    deployment.functions.set('check', believing('good'));
    await expect(deployment.signUp(account({ token: 'bad' }))).rejects.toMatchObject({ code: 9100, message: 'who are you?' });
    deployment.functions.set('check', () => false);
    await expect(deployment.signUp(account())).rejects.toMatchObject({ code: 251 });
    expect(await deployment.stored('_User', { '_auth_data_school.id': id })).toEqual([]);
  });

  it.each([
    ['is not there', undefined, 141],
    ['does not answer in time', () => Promise.reject(new ParseError('RequestTimeout', 'Script timed out.')), 124],
    ['answers something that cannot be stored', () => ({ save: 'x' }), 141],
    ['answers a forbidden name', () => ({ save: JSON.parse('{"__proto__": {"x": 1}}') as Json }), 105],
  ] as const)('where the function %s nobody gets in', async (_, code, error) => {
    await declare({ school: { function: 'check' } });
    deployment.functions.set('check', () => undefined);
    await deployment.signUp(account());
    if (code === undefined) deployment.functions.delete('check');
    else deployment.functions.set('check', code);
    const before = (await deployment.stored('_Session')).length;
    await expect(deployment.signUp(account())).rejects.toMatchObject({ code: error });
    expect(await deployment.stored('_Session')).toHaveLength(before);
  });

  it('a service that is switched off, or that the app does not name, is refused', async () => {
    await declare({ school: { function: 'check', enabled: false } });
    await expect(deployment.signUp(account())).rejects.toMatchObject({ code: 252 });
    await expect(deployment.signUp({ authData: { college: { id } } })).rejects.toMatchObject({ code: 252 });
    expect(deployment.asked).toEqual([]);
  });

  it('an adapter is told a first link, a log-in and a change by the user or the master key apart', async () => {
    await declare({ school: ADAPTER });
    for (const name of ['setUp', 'logIn', 'update']) deployment.functions.set(name, () => undefined);
    const made = await deployment.signUp(account());
    const entered = await deployment.signUp(account());
    const token = String(entered['sessionToken']);
    const userId = String(made['objectId']);
    await deployment.update(userId, account({ token: 'new' }), token);
    await deployment.updateByMaster(userId, account({ token: 'newer' }));
    expect(names()).toEqual(['setUp', 'logIn', 'update', 'update']);
    expect(deployment.asked.map(({ input }) => input['step'] as string)).toEqual([
      ...['validateSetUp', 'validateLogin', 'validateUpdate', 'validateUpdate'],
    ]);
    expect(await storedData(made)).toEqual({ id, token: 'newer' });
    await deployment.update(userId, { authData: { school: { id } } }, token); // sent back as an afterFind has shown it
    expect(names()).toHaveLength(4);
  });

  it('a link goes to its user alone: an account of somebody else is refused, a removed one asks nobody', async () => {
    await declare({ school: ADAPTER });
    for (const name of ['setUp', 'logIn']) deployment.functions.set(name, () => undefined);
    await deployment.signUp(account());
    const other = await deployment.signUp({ username: `other${count}`, password: 'right' });
    const link = (change: Json) => deployment.update(String(other['objectId']), change, String(other['sessionToken']));
    await expect(link(account())).rejects.toMatchObject({ code: 208 });
    await link({ authData: { school: { id: `${id}b` } } });
    await link({ authData: { school: null } });
    expect(await storedData(other)).toBeUndefined();
    expect(names()).toEqual(['setUp', 'setUp', 'setUp']);
  });

  it('`save` is stored instead, `doNotSave` keeps what is stored, `response` reaches the client', async () => {
    await declare({ school: ADAPTER });
    deployment.functions.set('setUp', () => ({ save: { id, secret: 's' }, response: { welcome: true } }));
    const made = await deployment.signUp(account());
    expect(made['authDataResponse']).toEqual({ school: { welcome: true } });
    deployment.functions.set('logIn', () => ({ doNotSave: true, response: { again: 1 } }));
    const entered = await deployment.signUp(account());
    expect([entered['objectId'], entered['authDataResponse']]).toEqual([made['objectId'], { school: { again: 1 } }]);
    expect(await storedData(made)).toEqual({ id, secret: 's' });
  });

  it('the id that the function saves decides whose account it is', async () => {
    await declare({ school: { function: 'exchange' } });
    deployment.functions.set('exchange', ({ input }) => ({ save: { id: input['authData'].code === 'mine' ? id : 'else' } }));
    const byCode = (code: string) => deployment.signUp({ authData: { school: { code } } });
    const made = await byCode('mine');
    expect((await byCode('mine'))['objectId']).toBe(made['objectId']);
    expect((await byCode('x'))['objectId']).not.toBe(made['objectId']);
    deployment.functions.set('exchange', () => undefined);
    await expect(byCode('mine')).rejects.toMatchObject({ code: 250 });
  });

  it('a token that serves once lets one of many log-ins at once in', async () => {
    await declare({ school: ADAPTER });
    deployment.functions.set('setUp', () => ({ save: { id, code: 'once' } }));
    const made = await deployment.signUp(account());
    const waiting: (() => void)[] = [];
    deployment.functions.set('logIn', async ({ input }) => {
      if (input['original'].authData.school.code !== 'once') throw ParseError.custom(141, 'used');
      await new Promise<void>((resolve) => (waiting.push(resolve) === 5 ? waiting.forEach((go) => go()) : undefined));
      return { save: { id, code: 'spent' } };
    });
    const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => deployment.signUp(account())));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes) if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 141 });
    expect(await storedData(made)).toEqual({ id, code: 'spent' });
  });

  describe('policies', () => {
    const otp = { ...ADAPTER, policy: 'additional' } as const;
    let made: Json;
    let name: string;

    beforeEach(async () => {
      await declare({ otp, key: { function: 'key', policy: 'solo' }, school: { function: 'school' } });
      deployment.functions.set('setUp', () => ({ save: { secret: '1' } }));
      deployment.functions.set('logIn', believing('good'));
      for (const service of ['key', 'school']) deployment.functions.set(service, () => undefined);
      name = `policy${count}`;
      made = await deployment.signUp({ username: name, password: 'right' });
      const authData = { otp: { token: 'first' }, key: { id }, school: { id } };
      await deployment.update(String(made['objectId']), { authData }, String(made['sessionToken']));
      deployment.asked.length = 0;
    });

    const enter = (authData?: Json) => deployment.logIn({ username: name, password: 'right', ...(authData && { authData }) });

    it('a password alone does not do for a user with an additional service, nor does an account of the default policy', async () => {
      const missing = { code: -1, message: 'Missing additional authData otp' };
      await expect(enter()).rejects.toMatchObject(missing);
      await expect(deployment.signUp({ authData: { school: { id } } })).rejects.toMatchObject(missing);
      expect(names()).toEqual(['school']);
    });

    it('with the additional proof both do, and with a wrong one neither', async () => {
      expect((await enter({ otp: { token: 'good' } }))['objectId']).toBe(made['objectId']);
      expect((await deployment.signUp({ authData: { school: { id }, otp: { token: 'good' } } }))['objectId']).toBe(made['objectId']);
      await expect(enter({ otp: { token: 'bad' } })).rejects.toMatchObject({ code: 9100 });
      await expect(deployment.signUp({ authData: { school: { id }, otp: { token: 'bad' } } })).rejects.toMatchObject({ code: 9100 });
    });

    it('an account of the policy `solo` does alone', async () => {
      expect((await deployment.signUp({ authData: { key: { id } } }))['objectId']).toBe(made['objectId']);
    });

    it('an additional service finds nobody and makes nobody by itself', async () => {
      await expect(deployment.signUp({ authData: { otp: { id, token: 'good' } } })).rejects.toMatchObject({ code: 252 });
    });
  });

  it('a challenge is asked with the user who has proven the first part', async () => {
    await declare({ otp: { function: 'check', policy: 'additional', steps: { challenge: f('send') } }, school: { function: 'school' } });
    deployment.functions.set('send', ({ input }) => ({ sentTo: input['original']?.username as string }));
    deployment.functions.set('school', () => undefined);
    const name = `asked${count}`;
    await deployment.signUp({ username: name, password: 'right' });
    const challenge = (body: Json) => deployment.call(auth.challenge, { challengeData: { otp: { by: 'mail' }, nothing: {} }, ...body });
    expect(await challenge({ username: name, password: 'right' })).toEqual({ challengeData: { otp: { sentTo: name } } });
    expect(deployment.askedFor('send')[0]!.input).toMatchObject({ step: 'challenge', challengeData: { by: 'mail' }, isChallenge: true });
    await expect(challenge({ username: name, password: 'wrong' })).rejects.toMatchObject({ code: 101 });
    await expect(challenge(account())).rejects.toMatchObject({ code: 101, message: 'User not found.' });
    deployment.functions.set('school', () => {
      throw ParseError.custom(9100, 'says whether there is an account');
    });
    await expect(challenge(account())).rejects.toMatchObject({ code: 101, message: 'User not found.' });
    expect(deployment.askedFor('send')).toHaveLength(1);
    deployment.functions.set('send', () => undefined);
    expect(await challenge({})).toEqual({ challengeData: { otp: true } });
  });

  it('afterFind shows the accounts of a user to them, and nobody else shows them', async () => {
    await declare({ school: { function: 'check', steps: { afterFind: f('shows') } } });
    deployment.functions.set('check', () => ({ save: { id, secret: 's' } }));
    deployment.functions.set('shows', ({ input }) => ({ id: input['authData'].id as string }));
    const made = await deployment.signUp(account());
    const entered = await deployment.signUp(account());
    expect(entered['authData']).toEqual({ school: { id } });
    const sessionToken = String(entered['sessionToken']);
    const identity = await deployment.identityOf(sessionToken);
    const me = await deployment.ask(auth.me, { body: {}, sessionToken, origin: { address: '' } }, identity);
    expect(me['authData']).toEqual({ school: { id } });
    const objectId = String(made['objectId']);
    for (const caller of [deployment.data.as(identity), deployment.data.master]) {
      expect(await caller.get('_User', objectId)).not.toHaveProperty('authData');
      expect((await caller.find('_User', { where: { objectId } })).results[0]).not.toHaveProperty('authData');
    }
    expect(await storedData(made)).toEqual({ id, secret: 's' });
    deployment.functions.set('shows', () => {
      throw ParseError.custom(141, 'fails');
    });
    await expect(deployment.ask(auth.me, { body: {}, sessionToken, origin: { address: '' } }, identity)).rejects.toMatchObject({
      code: 141,
    });
    await declare({ school: { function: 'check' } });
    expect((await deployment.data.as(identity).get('_User', objectId))['authData']).toEqual({ school: { id, secret: 's' } });
  });

  it('tokens that code refuses count as failed log-ins of their address', async () => {
    await declare({ school: { function: 'check' } }, { logInThrottle: { failuresPerAddress: 3, windowSeconds: 60 } });
    deployment.functions.set('check', believing('good'));
    const enter = (token: string) => deployment.call(auth.signUp, account({ token }), undefined, '198.51.100.7');
    for (let tries = 0; tries < 3; tries++) await enter('bad').catch(() => undefined);
    await expect(enter('good')).rejects.toMatchObject({ code: 100, status: 429 });
    expect(deployment.asked).toHaveLength(3);
  });
});
