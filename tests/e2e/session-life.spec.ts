import { MODES, startParlance, type Parlance } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { as, PATIENT, signUp, userPointer, verdict } from './accounts.ts';

const FALSY = [null, 0, '', false] as const;
const MADE_BY_US = ['user', 'sessionToken', 'createdWith', 'expiresAt', 'restricted'] as const;

/** A new session as the server makes it. */
const OURS = {
  sessionToken: expect.stringMatching(/^r:[0-9a-f]{32}$/),
  createdWith: { action: 'create' },
  expiresAt: { __type: 'Date', iso: expect.any(String) },
  restricted: true,
};

describe.each(MODES)('the life of a session, %s', (mode) => {
  let parlance: Parlance;
  beforeAll(async () => {
    parlance = await startParlance({ mode, replicas: { gateway: 2 }, apps: [{ id: 'test', settings: PATIENT }] });
  });
  afterAll(() => parlance?.close());

  const stored = async () => (await parlance.database()).collection<{ _id: string; expiresAt?: Date }>('_Session');
  const idOf = async (token: string) => (await parlance.rest('GET', '/sessions/me', undefined, as(token))).body.objectId as string;

  it('SES-21 a session that is over lets nobody in from that moment on, and the database removes it by itself', async () => {
    const { token } = await signUp(parlance);
    const sessions = await stored();
    const over = await idOf(token);
    await sessions.updateOne({ _id: over }, { $set: { expiresAt: new Date(Date.now() - 1) } });
    // A gateway that remembers the session as it was learns of it within its time to live.
    for (const gateway of [0, 1]) {
      const me = async () => verdict(await parlance.rest('GET', '/users/me', undefined, as(token, { gateway })));
      await expect.poll(me, { timeout: 20_000, interval: 200 }).toEqual([400, 209]);
    }
    const indexes = await sessions.indexes();
    expect(indexes).toContainEqual(expect.objectContaining({ key: { expiresAt: 1 }, expireAfterSeconds: 0 }));
  });

  it.each(MADE_BY_US)('SEC-14 a client sets %s neither at create nor at update, whatever the value', async (member) => {
    const { token, id: userId } = await signUp(parlance);
    const sessions = await stored();
    const id = await idOf(token);
    const before = await sessions.findOne({ _id: id });
    for (const value of FALSY) {
      for (const path of [`/sessions/${id}`, '/sessions/me']) {
        const answer = await parlance.rest('PUT', path, { [member]: value }, as(token));
        expect([path, value, ...verdict(answer)]).toEqual([path, value, 400, 105]);
      }
      const created = await parlance.rest('POST', '/sessions', { [member]: value, further: 1 }, as(token));
      expect([created.status, created.body]).toMatchObject([201, { ...OURS, user: userPointer(userId), further: 1 }]);
    }
    expect(await sessions.findOne({ _id: id })).toEqual(before);
  });
});
