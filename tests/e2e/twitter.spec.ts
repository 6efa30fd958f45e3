import { MODES, startParlance, type Parlance } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LocalService, type Seen } from '../contract/auth/providers/local-service.ts';
import { as, PATIENT, signUp, verdict } from './accounts.ts';

describe.each(MODES)('accounts at Twitter, %s', (mode) => {
  let parlance: Parlance;
  let twitter: LocalService;
  let count = 0;

  beforeAll(async () => {
    // Tokens of this Twitter are `<id>-<screen name>`.
    const tokenOf = ({ authorization = '' }: Seen) => /oauth_token="([^"]*)"/.exec(authorization)?.[1]?.split('-') ?? [];
    twitter = await LocalService.start({
      '/verify': (seen) => {
        const [id, screenName] = tokenOf(seen);
        return id === undefined || id === 'expired' ? 401 : { id: Number(id), id_str: id, screen_name: screenName };
      },
    });
    const application = { consumer_key: 'our-key', consumer_secret: 'our-secret' };
    const settings = (url: string) => ({
      ...PATIENT,
      logInThrottle: null,
      auth: { twitter: { ...application, endpoints: { verifyCredentials: `${url}/verify` } } },
    });
    const apps = [
      { id: 'test', settings: settings(twitter.url) },
      { id: 'away', settings: settings('http://127.0.0.1:1') },
    ];
    parlance = await startParlance({ mode, apps, env: { PARLANCE_OUTBOUND_ALLOWED: '127.0.0.1' } });
  }, 90_000);
  afterAll(async () => {
    await parlance?.close();
    await twitter?.stop();
  });

  const newId = () => String(1_000 + (count += 1));
  const account = (id: string, changes: object = {}) => ({
    twitter: {
      id,
      screen_name: 'ada',
      consumer_key: 'our-key',
      auth_token: `${id}-ada`,
      auth_token_secret: 'of the user',
      ...changes,
    },
  });
  const enter = (authData: object) => parlance.rest('POST', '/users', { authData });

  it('USR-33 SES-20 make a user, let them in again, and name Twitter in their session', async () => {
    const id = newId();
    const made = await enter(account(id, { consumer_secret: 'sent by an old SDK' }));
    const again = await enter(account(id));
    expect([made.status, again.status, again.body.objectId]).toEqual([201, 200, made.body.objectId]);
    const session = await parlance.rest('GET', '/sessions/me', undefined, as(again.body.sessionToken));
    expect(session.body.createdWith).toEqual({ action: 'login', authProvider: 'twitter' });
    const me = await parlance.rest('GET', '/users/me', undefined, as(again.body.sessionToken));
    expect([me.body.authData, me.text.includes('sent by an old SDK')]).toEqual([account(id), false]);
  });

  it('USR-29 USR-30 are linked to one user, and found again', async () => {
    const id = newId();
    const user = await signUp(parlance, { phone: '7' });
    const link = (to: typeof user) => parlance.rest('PUT', `/users/${to.id}`, { authData: account(id) }, as(to.token));
    expect(verdict(await link(user))).toEqual([200, 0]);
    expect((await enter(account(id))).body).toMatchObject({ objectId: user.id, phone: '7' });
    expect(verdict(await link(await signUp(parlance)))).toEqual([400, 208]);
  });

  it.each([
    ['another id than the token’s', { id: '1' }, 251],
    ['another screen name than the token’s', { screen_name: 'eve' }, 251],
    ['a token that Twitter refuses', { auth_token: 'expired-ada' }, 251],
    ['a token of another app', { consumer_key: 'their-key' }, 251],
    ['no token', { auth_token: null }, 251],
    ['no secret of the token', { auth_token_secret: '' }, 251],
    ['no id', { id: null }, 250],
    ['an id that is a query', { id: { $gt: '' } }, 162],
  ])('USR-33 SEC-16 %s is refused at sign-up, link and log-in', async (_what, changes, code) => {
    const known = newId();
    await enter(account(known));
    const user = await signUp(parlance);
    const authData = account(newId(), changes);
    expect(verdict(await enter(authData))).toEqual([400, code]);
    expect(verdict(await parlance.rest('PUT', `/users/${user.id}`, { authData }, as(user.token)))).toEqual([400, code]);
    expect(verdict(await enter(account(known, changes)))).toEqual([400, code]);
  });

  it('USR-33 nobody comes in while Twitter is away', async () => {
    const answer = await parlance.rest('POST', '/users', { authData: account('1') }, { app: parlance.app('away') });
    expect(verdict(answer)).toEqual([400, 251]);
    expect(answer.body.sessionToken).toBeUndefined();
  });
});
