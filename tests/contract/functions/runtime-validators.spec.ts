import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CodeProcess } from './code-process.ts';

const CODE = `
const ran = () => 'ran';
Parse.Cloud.define('user', ran, { requireUser: true });
Parse.Cloud.define('master', ran, { requireMaster: true });
Parse.Cloud.define('even master', ran, { requireUser: true, validateMasterKey: true });
Parse.Cloud.define('names', ran, { fields: ['a', 'b'] });
Parse.Cloud.define('fields', ({ params }) => params, { fields: {
  text: { type: String, required: true, error: 'of no use' },
  count: { type: Number, default: 3 },
  list: { type: Array },
  color: { options: ['red', 'blue'] },
  shape: { options: 'round', error: 'Only round ones.' },
  even: { options: (value) => value % 2 === 0 },
  late: { options: async (value) => { if (value > 9) throw new Error('too late'); } },
} });
Parse.Cloud.define('any role', ran, { requireAnyUserRoles: ['Admin', 'Editor'] });
Parse.Cloud.define('all roles', ran, { requireAllUserRoles: () => ['Admin', 'Editor'] });
Parse.Cloud.define('odd roles', ran, { requireAllUserRoles: () => 'Admin' });
Parse.Cloud.define('keys', ran, { requireUserKeys: ['name'] });
Parse.Cloud.define('key options', ran, { requireUserKeys: { name: { options: ['Ada'], error: 'Only Ada.' } } });
Parse.Cloud.define('own', ran, ({ params }) => { if (params.bad) throw params.bad === 'code' ? new Parse.Error(9030, 'own') : params.bad; });
Parse.Cloud.define('silent', ran, () => { throw undefined; });
Parse.Cloud.beforeSave('Note', ({ object }) => { object.set('ran', true); }, {
  skipWithMasterKey: true,
  fields: { author: { constant: true }, state: { default: 'new' }, kind: { constant: true, default: 'note' } },
});
Parse.Cloud.beforeSave(Parse.User, () => undefined, { requireUser: true });
Parse.Cloud.beforeFind('Note', () => undefined, { requireUser: true, rateLimit: { requestTimeWindow: 1000, requestCount: 5 } });
Parse.Cloud.define('limited', ran, { rateLimit: { requestTimeWindow: 3600000, requestCount: 3, zone: Parse.Server.RateLimitZone.user, includeInternalRequests: true } });
Parse.Cloud.beforeDelete('Note', () => undefined, { rateLimit: { requestTimeWindow: 1000, requestCount: 5 } });
Parse.Cloud.beforeLogin(() => undefined, { requireUser: true, rateLimit: { requestTimeWindow: 1000, requestCount: 5 } });
Parse.Cloud.beforeSave('Limited', () => undefined, { rateLimit: { requestTimeWindow: 60000, requestCount: 1, errorResponseMessage: 'Slowly!', redisUrl: 'redis://x' } });
`;

const user = { className: '_User', objectId: 'u1', name: 'Ada', sessionToken: 'r:token' };
const AS_USER = { user, hasSession: true };
const AS_MASTER = { master: true };

describe('validators of an app in their process', () => {
  let code: CodeProcess;
  beforeAll(async () => {
    code = await CodeProcess.start(CODE);
  });
  afterAll(() => code.stop());

  const refused = (message: string) => ({ code: 142, message, status: 400 });
  const ran = { result: 'ran' };

  it('CLD-17 requireUser and requireMaster let pass whom they name', async () => {
    const login = refused('Validation failed. Please login to continue.');
    expect((await code.function('user')).error).toEqual(login);
    expect((await code.function('user', {}, AS_USER)).body).toEqual(ran);
    expect((await code.function('user', {}, AS_MASTER)).body).toEqual(ran);
    expect((await code.function('even master', {}, AS_MASTER)).error).toEqual(login);
    const master = refused('Validation failed. Master key is required to complete this request.');
    expect((await code.function('master', {}, AS_USER)).error).toEqual(master);
    expect((await code.function('master', {}, AS_MASTER)).body).toEqual(ran);
  });

  it('CLD-18 fields demand a presence, types and options, and fill in defaults', async () => {
    const of = async (parameters: object) => {
      const { body, error } = await code.function('fields', parameters);
      return body?.result ?? error?.message;
    };
    expect((await code.function('names', { a: 1 })).error).toEqual(refused('Validation failed. Please specify data for b.'));
    expect((await code.function('names', { a: 1, b: 0 })).body).toEqual(ran);
    expect((await code.function('names', {}, AS_MASTER)).body).toEqual(ran);
    expect(await of({})).toBe('Validation failed. Please specify data for text.');
    expect(await of({ text: 1 })).toBe('Validation failed. Invalid type for text. Expected: string');
    expect(await of({ text: 'a' })).toEqual({ text: 'a', count: 3 });
    expect(await of({ text: 'a', count: 'x' })).toBe('Validation failed. Invalid type for count. Expected: number');
    expect(await of({ text: 'a', list: {} })).toBe('Validation failed. Invalid type for list. Expected: array');
    expect(await of({ text: 'a', color: 'green' })).toBe('Validation failed. Invalid option for color. Expected: red, blue');
    expect(await of({ text: 'a', shape: 'square' })).toBe('Only round ones.');
    expect(await of({ text: 'a', even: 3 })).toBe('Validation failed. Invalid value for even.');
    expect(await of({ text: 'a', late: 10 })).toBe('too late');
    expect(await of({ text: 'a', color: 'red', shape: 'round', even: 2, late: 1, list: [] })).toMatchObject({ color: 'red' });
  });

  it('CLD-18 constant fields keep their value, and get their default in a new object', async () => {
    const save = async (input: object, caller = {}) => (await code.trigger('beforeSave', 'Note', input, caller)).body?.update;
    const original = { objectId: 'n1', author: 'Ada', state: 'old', kind: 'memo' };
    expect(await save({ original, update: { author: 'Eve', kind: 'letter', text: 'x' } })).toEqual({
      objectId: 'n1',
      text: 'x',
      ran: true,
    });
    expect(await save({ update: { author: 'Ada', kind: 'letter' } })).toEqual({ author: 'Ada', kind: 'note', state: 'new', ran: true });
    expect(await save({ original, update: { author: 'Eve' } }, AS_MASTER)).toEqual({ objectId: 'n1', author: 'Eve' });
  });

  it('CLD-19 roles are those of the caller, inherited ones included', async () => {
    const as = (...roles: string[]) => ({ ...AS_USER, roles });
    const login = refused('Validation failed. Please login to continue.');
    expect((await code.function('any role')).error).toEqual(login);
    expect((await code.function('any role', {}, as('Reader'))).error).toEqual(
      refused('Validation failed. User does not match the required roles.'),
    );
    expect((await code.function('any role', {}, as('Reader', 'Editor'))).body).toEqual(ran);
    const all = refused('Validation failed. User does not match all the required roles.');
    expect((await code.function('all roles', {}, as('Admin'))).error).toEqual(all);
    expect((await code.function('all roles', {}, as('Admin', 'Editor'))).body).toEqual(ran);
    expect((await code.function('odd roles', {}, as('Admin'))).error).toMatchObject({ code: 142 });
  });

  it('requireUserKeys looks at the account of the caller', async () => {
    expect((await code.function('keys')).error).toEqual(refused('Please login to make this request.'));
    const nameless = { user: { ...user, name: undefined }, hasSession: true };
    expect((await code.function('keys', {}, nameless)).error).toEqual(
      refused('Validation failed. Please set data for name on your account.'),
    );
    expect((await code.function('keys', {}, AS_USER)).body).toEqual(ran);
    expect((await code.function('key options', {}, { user: { ...user, name: 'Eve' }, hasSession: true })).error).toEqual(
      refused('Only Ada.'),
    );
    expect((await code.function('key options', {}, AS_USER)).body).toEqual(ran);
  });

  it('a function as validator refuses with 142, or a code of its own', async () => {
    expect((await code.function('own')).body).toEqual(ran);
    expect((await code.function('own', { bad: 'text' })).error).toEqual(refused('text'));
    expect((await code.function('own', { bad: 'code' })).error).toMatchObject({ code: 9030, message: 'own' });
    expect((await code.function('silent')).error).toEqual(refused('Validation failed.'));
  });

  it('a new user counts as logged in to their own sign-up', async () => {
    expect((await code.trigger('beforeSave', '_User', { update: { username: 'ada' } })).body).toHaveProperty('update');
    const original = { objectId: 'u1', username: 'ada', createdAt: '2026-01-01T00:00:00.000Z' };
    expect((await code.trigger('beforeSave', '_User', { original, update: { username: 'eve' } })).error).toMatchObject({ code: 142 });
  });

  it('validators of queries refuse before the query; those of log-ins limit their rate alone', async () => {
    expect((await code.trigger('beforeFind', 'Note', { query: { where: {} } })).error).toMatchObject({ code: 142 });
    expect((await code.trigger('beforeLogin', '_User', { object: { objectId: 'u1' } })).body).toEqual({});
  });

  it('tells its host the rate limits in the words of the setting', () => {
    const often = { requestTimeWindow: 1000, requestCount: 5 };
    expect(code.manifest.rateLimits).toEqual([
      { requestPath: '/functions/limited', requestTimeWindow: 3_600_000, requestCount: 3, zone: 'user', includeInternalRequests: true },
      { requestPath: '/classes/Note{/*id}', requestMethods: 'GET', ...often },
      { requestPath: '/classes/Note{/*id}', requestMethods: 'DELETE', ...often },
      { requestPath: '/login', requestMethods: ['POST', 'GET'], ...often },
      {
        requestPath: '/classes/Limited{/*id}',
        requestMethods: ['POST', 'PUT'],
        requestTimeWindow: 60_000,
        requestCount: 1,
        errorResponseMessage: 'Slowly!',
      },
    ]);
  });
});

describe('validators that are not understood', () => {
  it.each([
    ['{ requireUsers: true }', 'requireUsers is not a supported parameter for Cloud Function validations.'],
    ['{ requireUser: 1 }', 'Invalid type for Cloud Function validation key requireUser. Expected boolean, actual number'],
    ['{ fields: { a: { typ: String } } }', 'typ is not a supported parameter for Cloud Function validations.'],
    ['{ fields: { a: { required: 1 } } }', 'Invalid type for Cloud Function validation key required. Expected boolean, actual number'],
    ['{ rateLimit: { requestCounts: 1 } }', 'Invalid rate limit option "requestCounts"'],
  ])('CLD-28 refuses %s while the code is loaded', async (validator, message) => {
    await expect(CodeProcess.start(`Parse.Cloud.define('x', () => 1, ${validator});`)).rejects.toMatchObject({
      message,
      place: 'main.js:1',
    });
  });
});
