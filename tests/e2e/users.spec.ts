import { startParlance, type Parlance } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

describe.each(['fused', 'split'] as const)('users, %s', (mode) => {
  let parlance: Parlance;
  beforeAll(async () => {
    parlance = await startParlance({ mode });
  });
  afterAll(() => parlance?.close());

  const as = (token: string) => ({ headers: { 'X-Parse-Session-Token': token } });
  let count = 0;
  const signUp = async (more: object = {}) => {
    const username = `user${(count += 1)}`;
    const answer = await parlance.rest('POST', '/users', { username, password: 'a right password', ...more });
    return { username, answer, id: answer.body.objectId as string, token: answer.body.sessionToken as string };
  };

  it('USR-01 SES-01 signs up, and the token lets in at once', async () => {
    const { username, answer, id, token } = await signUp({ phone: '415-392-0202' });
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

  it('USR-07 logs in, and tells nothing about who exists', async () => {
    const { username, id } = await signUp();
    const right = await parlance.rest('POST', '/login', { username, password: 'a right password' });
    expect([right.status, right.body.objectId, typeof right.body.sessionToken]).toEqual([200, id, 'string']);
    const wrong = await parlance.rest('POST', '/login', { username, password: 'a wrong password' });
    const nobody = await parlance.rest('POST', '/login', { username: 'nobody', password: 'a wrong password' });
    expect([wrong.status, wrong.body]).toEqual([404, { code: 101, error: 'Invalid username/password.' }]);
    expect([nobody.status, nobody.body]).toEqual([wrong.status, wrong.body]);
  });
});
