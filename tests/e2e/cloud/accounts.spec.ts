import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startMailbox, startParlance, type Mailbox, type Parlance } from '@parlance/testing';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';

const CODE = `
const trace = (what, value) => new Parse.Object('Trace').save({ what, value }, { useMasterKey: true });
Parse.Cloud.define('ready', () => true);
Parse.Cloud.beforeSave(Parse.User, ({ object, original, context }) => {
  if (!original && !object.get('authData') && !object.get('email')) throw 'every user must have an e-mail';
  if (object.get('password') === 'weak') object.set('password', 'stronger');
  object.set('words', String(object.get('about') || '').split(' '));
  context.from = 'beforeSave';
});
Parse.Cloud.afterSave(Parse.User, ({ object, context }) => trace('afterSave', { id: object.id, from: context.from }));
Parse.Cloud.beforeLogin(({ object, user }) => {
  if (object.get('banned')) throw new Parse.Error(9007, 'banned ' + object.get('username') + (user ? '!' : ''));
});
Parse.Cloud.afterLogin(({ object, user }) => trace('afterLogin', { same: object.id === user.id, token: object.getSessionToken() }));
Parse.Cloud.afterLogout(({ object, user }) => trace('afterLogout', { token: object.get('sessionToken'), user: user && user.id }));
Parse.Cloud.define('checkSchool', ({ params, master }) => {
  const { authData, step, options, object } = params;
  if (!master || authData.token !== options.token) throw new Parse.Error(9008, 'no such pupil');
  return { save: { id: authData.id, year: 7 }, response: { step, isUser: Parse.Object.fromJSON(object) instanceof Parse.User } };
}, { requireMaster: true });
Parse.Cloud.define('invite', async ({ params }) => {
  await Parse.Cloud.sendEmail({ to: params.to, subject: params.subject, text: 'You are invited.', html: '<p>You are invited.</p>' });
  return 'on its way';
});
Parse.Cloud.define('accepts', ({ params }) => params.password !== 'password', { requireMaster: true });
Parse.Cloud.beforeSave(Parse.Config, ({ object, original }) => {
  const from = original && original.get('limit');
  if (object.get('limit') > 10) throw new Parse.Error(9009, 'too much, it was ' + from);
});
`;

let parlance: Parlance;
let folder: string;
let mailbox: Mailbox;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cloud-accounts-'));
  await chmod(folder, 0o755); // processes of code have users of their own
  await writeFile(join(folder, 'main.js'), CODE);
  const auth = { custom: { school: { function: 'checkSchool', options: { token: 'chalk' } } } };
  const settings = { allowClientClassCreation: true, auth, passwordPolicy: { validatorCallback: { function: 'accepts' } } };
  mailbox = await startMailbox();
  const env = { PARLANCE_SMTP_URL: mailbox.url, PARLANCE_MAIL_FROM: 'app@parlance.example' };
  parlance = await startParlance({ mode: 'fused', apps: [{ id: 'test', cloud: folder, settings }], env });
  await vi.waitFor(async () => expect((await parlance.rest('POST', '/functions/ready', {})).body).toEqual({ result: true }), 30_000);
});
afterAll(async () => {
  await parlance?.close();
  await mailbox?.close();
  await rm(folder, { recursive: true });
});

const signUp = (username: string, more: object = {}) =>
  parlance.rest('POST', '/users', { username, password: 'right', email: `${username}@example.com`, ...more });
const logIn = (username: string, password = 'right') => parlance.rest('POST', '/login', { username, password });
const as = (token: unknown) => ({ headers: { 'X-Parse-Session-Token': token as string } });
const traced = async (what: string) => {
  const where = encodeURIComponent(JSON.stringify({ what }));
  const { body } = await parlance.rest('GET', `/classes/Trace?where=${where}&order=-createdAt`, undefined, { key: 'master' });
  return (body.results as { value: unknown }[])[0]?.value;
};

it('CLD-08 CLD-42 a sign-up that beforeSave refuses is 141, and makes neither a user nor a session', async () => {
  const refused = await signUp('mailless', { email: undefined });
  expect([refused.status, refused.body]).toEqual([400, { code: 141, error: 'every user must have an e-mail' }]);
  expect((await logIn('mailless')).body.code).toBe(101);
  const where = encodeURIComponent(JSON.stringify({ username: 'mailless' }));
  expect((await parlance.rest('GET', `/users?where=${where}`, undefined, { key: 'master' })).body.results).toEqual([]);
});

it('CLD-15 CLD-35 beforeSave sees and sets the password, its fields are in the answer, and afterSave has its context', async () => {
  const made = await signUp('ada', { password: 'weak', about: 'she counts' });
  expect([made.status, made.body]).toMatchObject([201, { words: ['she', 'counts'] }]);
  expect(made.body).not.toHaveProperty('password');
  expect((await logIn('ada', 'weak')).body.code).toBe(101);
  expect((await logIn('ada', 'stronger')).body.objectId).toBe(made.body.objectId);
  expect(await traced('afterSave')).toEqual({ id: made.body.objectId, from: 'beforeSave' });
});

it('triggers around log-ins: refused ones leave no session, the others are told with user and token', async () => {
  const banned = await signUp('banned', { banned: true });
  const refused = await logIn('banned');
  expect(refused.body).toEqual({ code: 9007, error: 'banned banned' });
  const sessions = await parlance.rest('GET', '/sessions', undefined, as(banned.body.sessionToken));
  expect(sessions.body.results).toHaveLength(1);
  await signUp('bea');
  const entered = await logIn('bea');
  expect(await traced('afterLogin')).toEqual({ same: true, token: entered.body.sessionToken });
  expect((await parlance.rest('POST', '/logout', {}, as(entered.body.sessionToken))).body).toEqual({});
  expect(await traced('afterLogout')).toEqual({ token: entered.body.sessionToken, user: entered.body.objectId });
});

it('CLD-40 a function checks accounts of a service of the app, and clients cannot call it', async () => {
  const account = (token: string) => parlance.rest('POST', '/users', { authData: { school: { id: 'p1', token } } });
  const wrong = await account('sponge');
  expect(wrong.body).toEqual({ code: 9008, error: 'no such pupil' });
  const made = await account('chalk');
  expect([made.status, made.body.authDataResponse]).toEqual([201, { school: { step: 'validateAuthData', isUser: true } }]);
  const again = await account('chalk');
  expect([again.status, again.body.objectId, again.body.authData]).toEqual([200, made.body.objectId, { school: { id: 'p1', year: 7 } }]);
  const called = await parlance.rest('POST', '/functions/checkSchool', { authData: { token: 'chalk' }, options: { token: 'chalk' } });
  expect(called.body.code).toBe(142);
});

it('a function decides about new passwords', async () => {
  const refused = await signUp('cleo', { password: 'password' });
  expect([refused.body.code, (await logIn('cleo', 'password')).body.code]).toEqual([142, 101]);
});

it('a trigger of Config sees the parameters as they were, and refuses a change', async () => {
  const put = (limit: number) => parlance.rest('PUT', '/config', { params: { limit } }, { key: 'master' });
  expect((await put(5)).body).toEqual({ result: true });
  expect((await put(50)).body).toEqual({ code: 9009, error: 'too much, it was 5' });
  expect((await parlance.rest('GET', '/config')).body.params).toMatchObject({ limit: 5 });
});

it('Parse.Cloud.sendEmail sends by the mail settings of the app, and its refusals are errors of the SDK', async () => {
  const invite = (to: string, subject = 'Come') => parlance.rest('POST', '/functions/invite', { to, subject });
  expect((await invite('dora@example.com')).body).toEqual({ result: 'on its way' });
  const mail = await mailbox.waitForMail('dora@example.com');
  expect([mail.from, mail.subject, mail.text.trim(), mail.html]).toEqual([
    expect.stringContaining('app@parlance.example'),
    'Come',
    'You are invited.',
    '<p>You are invited.</p>',
  ]);
  expect((await invite('dora@example.com', 'Come\r\nBcc: eve@example.com')).body.code).toBe(111);
  expect((await invite('nobody')).body.code).toBe(125);
});
