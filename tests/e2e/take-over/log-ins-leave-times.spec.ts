import { hash } from '@node-rs/bcrypt';
import { startParlance, type Parlance } from '@parlance/testing';
import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { as, logIn, PASSWORD, PATIENT, signUp } from '../accounts.ts';

type Stored = { _id: string } & Record<string, unknown>;
const LONG_AGO = new Date('2014-05-06T07:08:09.010Z');
const SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';

describe('documents of an adopted database', () => {
  let parlance: Parlance;
  beforeAll(async () => {
    const settings = { ...PATIENT, auth: { mfa: { options: ['TOTP'] } }, passwordPolicy: { maxPasswordAge: 100 } };
    parlance = await startParlance({ mode: 'fused', apps: [{ id: 'test', settings }] });
  });
  afterAll(() => parlance?.close());
  const stored = async (name: string) => (await parlance.database()).collection<Stored>(name);
  const token = (steps = 0) =>
    new TOTP({ algorithm: 'SHA1', digits: 6, period: 30, secret: Secret.fromBase32(SECRET) }).generate({
      timestamp: Date.now() + steps * 30_000,
    });

  it.each([['a hash of another kind', 5], ['a hash of this kind', 10]])('a log-in by %s changes nothing that is shown', async (title, rounds) => {
    const users = await stored('_User');
    const _id = `user${rounds}`;
    const username = title;
    await users.insertOne({ _id, username, _hashed_password: await hash(PASSWORD, { cost: rounds }), _created_at: LONG_AGO, _updated_at: LONG_AGO });
    await logIn(parlance, username);
    const after = await users.findOne({ _id });
    expect(after?.['_updated_at']).toEqual(LONG_AGO);
    expect(after?.['_password_changed_at']).toBeInstanceOf(Date); // its age begins
  }); // prettier-ignore

  it('a log-in by a second factor changes nothing that is shown', async () => {
    const { id, username, token: session } = await signUp(parlance);
    await parlance.rest('PUT', `/users/${id}`, { authData: { mfa: { secret: SECRET, token: token() } } }, as(session));
    const users = await stored('_User');
    const before = await users.findOne({ _id: id });
    const answer = await parlance.rest('POST', '/login', { username, password: PASSWORD, authData: { mfa: { token: token(1) } } });
    expect(answer.status).toBe(200);
    expect((await users.findOne({ _id: id }))?.['_updated_at']).toEqual(before?.['_updated_at']);
  });

  it('recovery codes that were made here are stored as Parse Server reads them', async () => {
    const { id, token: session } = await signUp(parlance);
    const { body } = await parlance.rest('PUT', `/users/${id}`, { authData: { mfa: { secret: SECRET, token: token() } } }, as(session));
    const codes = (body.authDataResponse as { mfa: { recovery: string } }).mfa.recovery.split(', ');
    const user = await (await stored('_User')).findOne({ _id: id });
    expect((user?.['_auth_data_mfa'] as { recovery: string[] }).recovery).toEqual(codes);
  });

  it.each(['PUT /classes', 'bulk', 'transaction'])('a document with an old-style updatedAt has one time afterwards: %s', async (way) => {
    const objects = await stored('Old');
    const _id = way.replaceAll(/\W/g, '');
    await parlance.masterRest('POST', '/classes/Old', { n: 0 });
    await objects.insertOne({ _id, createdAt: LONG_AGO, updatedAt: LONG_AGO, n: 1 });
    const change = { method: 'PUT', path: `/parse/classes/Old/${_id}`, body: { n: 2 } };
    if (way === 'PUT /classes') await parlance.masterRest('PUT', `/classes/Old/${_id}`, change.body);
    else await parlance.masterRest('POST', '/batch', { requests: [change], transaction: way === 'transaction' });
    const document = await objects.findOne({ _id });
    expect(document?.['n']).toBe(2);
    expect(document).not.toHaveProperty('updatedAt');
    expect(document?.['_updated_at']).toBeInstanceOf(Date);
    expect((await parlance.masterRest('GET', `/classes/Old/${_id}`)).body.createdAt).toBe(LONG_AGO.toISOString());
  });
});
