import { createHmac } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { NOW, Providers, refusal, seconds } from './harness.ts';
import { LocalService, type Route, type Seen } from './local-service.ts';

let service: LocalService | undefined;
afterEach(async () => {
  await service?.stop();
  service = undefined;
});

async function serve(routes: Readonly<Record<string, Route>>): Promise<LocalService> {
  service = await LocalService.start(routes);
  return service;
}

const providers = new Providers();
const formOf = (seen: Seen | undefined) => Object.fromEntries(new URLSearchParams(seen?.body));

describe('Facebook', () => {
  const inspected = { is_valid: true, app_id: '42', user_id: 'fb-1', expires_at: seconds(60) };
  const auth = (url: string, appSecret?: string) => ({ facebook: { appIds: ['42', '43'], appSecret, endpoints: { graph: url } } });
  const data = { id: 'fb-1', access_token: 'fb-token', expiration_date: '2026-07-01T00:00:00.000Z' };

  it('USR-28 USR-41 inspects a token on behalf of the app, and keeps token and date', async () => {
    const { url, seen } = await serve({ '/debug_token': () => ({ data: inspected }) });
    expect(await providers.verify('facebook', auth(url, 'shh'), data)).toEqual({ id: 'fb-1', data });
    expect(seen[0]?.query.get('input_token')).toBe('fb-token');
    expect(seen[0]?.authorization).toBe('Bearer 42|shh');
  });

  it.each([
    ['not valid', { is_valid: false }],
    ['not said to be valid', { is_valid: undefined }],
    ['of another app', { app_id: '41' }],
    ['of no app', { app_id: undefined }],
    ['of another account', { user_id: 'fb-2' }],
    ['of no account', { user_id: undefined }],
    ['expired', { expires_at: seconds(0) }],
  ])('USR-32 SEC-16 refuses a token that is %s', async (_what, changes) => {
    const { url } = await serve({ '/debug_token': () => ({ data: { ...inspected, ...changes } }) });
    expect(await refusal(providers.verify('facebook', auth(url, 'shh'), data))).toBe(251);
  });

  it('takes a token that never expires', async () => {
    const { url } = await serve({ '/debug_token': () => ({ data: { ...inspected, expires_at: 0 } }) });
    expect((await providers.verify('facebook', auth(url, 'shh'), data)).id).toBe('fb-1');
  });

  it('asks the token itself where the app has no secret here', async () => {
    const { url, seen } = await serve({ '/app': () => ({ id: '43' }), '/me': () => ({ id: 'fb-1' }) });
    expect((await providers.verify('facebook', auth(url), data)).id).toBe('fb-1');
    expect(seen.map(({ authorization }) => authorization)).toEqual(['Bearer fb-token', 'Bearer fb-token']);
    expect(await refusal(providers.verify('facebook', auth(url), { ...data, id: 'fb-2' }))).toBe(251);
  });

  it('USR-32 SEC-16 refuses a token that opens another app', async () => {
    const { url } = await serve({ '/app': () => ({ id: '41' }), '/me': () => ({ id: 'fb-1' }) });
    expect(await refusal(providers.verify('facebook', auth(url), data))).toBe(251);
  });

  it('USR-32 SEC-16 refuses empty, partial and malformed data', async () => {
    const { url, seen } = await serve({ '/debug_token': () => ({ data: inspected }) });
    const tries: readonly (readonly [unknown, number])[] = [
      [{}, 250],
      [{ access_token: 'fb-token' }, 250],
      [{ id: '', access_token: 'fb-token' }, 250],
      [{ id: 'fb-1' }, 251],
      [{ id: 'fb-1', access_token: null }, 251],
      [{ id: { $gt: '' }, access_token: 'fb-token' }, 162],
      [{ id: 'fb-1', access_token: { $gt: '' } }, 253],
      [{ id: 'x'.repeat(513), access_token: 'fb-token' }, 253],
      [{ id: 'fb\0-1', access_token: 'fb-token' }, 253],
      ['fb-1', 253],
      [['fb-1'], 253],
      [5, 253],
    ];
    for (const [wrong, code] of tries) {
      const asked = Promise.resolve().then(() => providers.verify('facebook', auth(url, 'shh'), wrong));
      expect(await refusal(asked), JSON.stringify(wrong)).toBe(code);
    }
    expect(seen.length).toBe(0);
  });

  const faults: readonly (readonly [string, Route])[] = [
    ['refuses', () => 400],
    ['is broken', () => 500],
    ['answers no JSON', () => 'not json'],
    ['answers a list', () => '[1]'],
    ['answers nothing', () => ''],
    ['answers too much', () => `"${'x'.repeat(1 << 20)}"`],
  ];
  it.each(faults)('answers 251 when the service %s', async (_what, route) => {
    const { url } = await serve({ '/debug_token': route });
    expect(await refusal(providers.verify('facebook', auth(url, 'shh'), data))).toBe(251);
  });

  it('answers 251 when the service is away, without telling tokens or addresses', async () => {
    const gone = await serve({});
    const { url } = gone;
    await gone.stop();
    service = undefined;
    const error: unknown = await providers.verify('facebook', auth(url, 'shh'), data).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 251, message: 'facebook auth is invalid for this user: the service cannot be reached.' });
  });
});

describe('access tokens of Google', () => {
  const info = { aud: 'ours', sub: 'g-1', exp: String(seconds(60)) };
  const auth = (url: string, nonceRequired = false) => ({
    google: { clientId: 'ours', nonceRequired, endpoints: { tokenInfo: `${url}/tokeninfo` } },
  });
  const data = { id: 'g-1', access_token: 'g-token' };

  it('are believed by the word of Google', async () => {
    const { url, seen } = await serve({ '/tokeninfo': () => info });
    expect(await providers.verify('google', auth(url), data)).toEqual({ id: 'g-1', data });
    expect(seen[0]?.query.get('access_token')).toBe('g-token');
    expect(await refusal(providers.verify('google', auth(url, true), data))).toBe(251);
    expect(await refusal(providers.verify('google', auth(url), { id: 'g-2', access_token: 'g-token' }))).toBe(251);
  });

  it.each([
    { aud: 'theirs' },
    { aud: undefined },
    { sub: 'g-2' },
    { sub: undefined },
    { exp: String(seconds(0)) },
    { exp: undefined },
    { exp: 'soon' },
  ])('SEC-16 are refused with %j', async (changes) => {
    const { url } = await serve({ '/tokeninfo': () => ({ ...info, ...changes }) });
    expect(await refusal(providers.verify('google', auth(url), data))).toBe(251);
  });
});

describe('Twitter', () => {
  const auth = (url: string) => ({
    twitter: {
      consumer_key: 'key-1',
      consumer_secret: 'secret-1',
      furtherApplications: [{ consumer_key: 'key-2', consumer_secret: 'secret 2&' }],
      endpoints: { verifyCredentials: `${url}/verify`, accessToken: `${url}/token` },
    },
  });
  const data = { id: '777', screen_name: 'alice', consumer_key: 'key-2', auth_token: 'user-token', auth_token_secret: 'user/secret' };

  /** The signature that RFC 5849 asks for, computed here in another way: from the header as it arrived. */
  function isSigned(seen: Seen | undefined, url: string, form: Readonly<Record<string, string>>, secrets: string): boolean {
    const header = seen?.authorization?.replace(/^OAuth /, '') ?? '';
    const fields = header
      .split(', ')
      .map((field) => field.split('=', 2).map((part) => decodeURIComponent(part.replaceAll('"', ''))) as [string, string]);
    const signature = fields.find(([name]) => name === 'oauth_signature')?.[1];
    const signed = [...fields.filter(([name]) => name !== 'oauth_signature'), ...Object.entries(form)];
    const parameters = signed
      .map((pair) => pair.map(encodeURIComponent).join('='))
      .sort()
      .join('&');
    const base = `${seen?.method}&${encodeURIComponent(url)}&${encodeURIComponent(parameters)}`;
    return signature === createHmac('sha1', secrets).update(base).digest('base64');
  }

  it('USR-33 verifies credentials by a request signed with the secrets of the settings', async () => {
    const { url, seen } = await serve({ '/verify': () => ({ id: 777, id_str: '777', screen_name: 'alice' }) });
    const sent = { ...data, consumer_secret: 'of the client' };
    expect(await providers.verify('twitter', auth(url), sent)).toEqual({ id: '777', data });
    expect(isSigned(seen[0], `${url}/verify`, {}, 'secret%202%26&user%2Fsecret')).toBe(true);
    expect(seen[0]?.authorization).toContain(`oauth_timestamp="${seconds(0)}"`);
  });

  it('USR-33 SEC-16 refuses another account, another screen name, another app and a service that is away', async () => {
    const { url } = await serve({ '/verify': () => ({ id_str: '777', screen_name: 'alice' }) });
    const verify = (changes: object, at = url) => refusal(providers.verify('twitter', auth(at), { ...data, ...changes }));
    expect(await verify({ id: '778' })).toBe(251);
    expect(await verify({ screen_name: 'bob' })).toBe(251);
    expect(await verify({ consumer_key: 'key-3' })).toBe(251);
    expect(await verify({ auth_token: undefined })).toBe(251);
    expect(await verify({ id: undefined })).toBe(250);
    expect(await verify({}, 'http://127.0.0.1:1')).toBe(251);
  });

  it('exchanges a verifier, and keeps the token it got for it', async () => {
    const form = 'oauth_token=new-token&oauth_token_secret=new-secret&user_id=777&screen_name=alice';
    const { url, seen } = await serve({ '/token': () => form });
    const account = await providers.verify('twitter', auth(url), { oauth_token: 'request-token', oauth_verifier: 'v' });
    expect(account).toEqual({
      id: '777',
      data: { id: '777', screen_name: 'alice', consumer_key: 'key-1', auth_token: 'new-token', auth_token_secret: 'new-secret' },
    });
    expect(formOf(seen[0])).toEqual({ oauth_verifier: 'v' });
    expect(isSigned(seen[0], `${url}/token`, { oauth_verifier: 'v' }, 'secret-1&')).toBe(true);
    expect(await refusal(providers.verify('twitter', auth(url), { id: '778', oauth_token: 't', oauth_verifier: 'v' }))).toBe(251);
  });
});

describe('GitHub', () => {
  const auth = (url: string) => ({ github: { clientId: 'ours', clientSecret: 'shh', endpoints: { token: `${url}/token`, api: url } } });

  it('exchanges a code, which is not kept', async () => {
    const { url, seen } = await serve({ '/token': () => ({ access_token: 'gh-token' }), '/user': () => ({ id: 99, login: 'alice' }) });
    expect(await providers.verify('github', auth(url), { code: 'c', redirect_uri: 'https://app.example/back' })).toEqual({
      id: '99',
      data: { id: '99', access_token: 'gh-token' },
    });
    expect(formOf(seen[0])).toMatchObject({ code: 'c', client_id: 'ours', client_secret: 'shh', redirect_uri: 'https://app.example/back' });
    expect(seen[1]?.authorization).toBe('Bearer gh-token');
    expect(await refusal(providers.verify('github', auth(url), { id: '98', code: 'c' }))).toBe(251);
  });

  it('refuses a code that GitHub refuses: with 200 and an error', async () => {
    const { url } = await serve({ '/token': () => ({ error: 'bad_verification_code' }), '/user': () => ({ id: 99 }) });
    expect(await refusal(providers.verify('github', auth(url), { code: 'c' }))).toBe(251);
  });

  it('SEC-16 takes a token that GitHub knows as one of the app, and no other', async () => {
    const answers: Record<string, object> = {
      own: { app: { client_id: 'ours' }, user: { id: 99 } },
      foreign: { app: { client_id: 'theirs' }, user: { id: 99 } },
      odd: { user: { id: 99 } },
    };
    const { url, seen } = await serve({
      '/applications/ours/token': ({ body }) => ({ ...answers[(JSON.parse(body) as { access_token: string }).access_token] }),
    });
    const verify = (id: string | undefined, access_token: string | undefined) =>
      providers.verify('github', auth(url), { id, access_token });
    expect(await verify('99', 'own')).toEqual({ id: '99', data: { id: '99', access_token: 'own' } });
    expect(seen[0]?.authorization).toBe(`Basic ${Buffer.from('ours:shh').toString('base64')}`);
    expect(await refusal(verify('98', 'own'))).toBe(251);
    expect(await refusal(verify('99', 'foreign'))).toBe(251);
    expect(await refusal(verify('99', 'odd'))).toBe(251);
    expect(await refusal(verify('99', undefined))).toBe(251);
    expect(await refusal(verify(undefined, 'own'))).toBe(250);
  });
});

describe('LinkedIn', () => {
  const endpoints = (url: string) => ({ token: `${url}/token`, introspect: `${url}/introspect`, profile: `${url}/me` });
  const auth = (url: string) => ({ linkedin: { clientId: 'ours', clientSecret: 'shh', endpoints: endpoints(url) } });

  it('exchanges a code', async () => {
    const { url, seen } = await serve({ '/token': () => ({ access_token: 'li-token' }), '/me': () => ({ id: 'li-1' }) });
    const account = await providers.verify('linkedin', auth(url), { code: 'c', redirect_uri: 'https://app.example/back' });
    expect(account).toEqual({ id: 'li-1', data: { id: 'li-1', access_token: 'li-token' } });
    expect(formOf(seen[0])).toMatchObject({ grant_type: 'authorization_code', code: 'c', redirect_uri: 'https://app.example/back' });
  });

  it('SEC-16 takes a live token of the app, and no other', async () => {
    let state: object = { active: true, client_id: 'ours' };
    const { url } = await serve({ '/introspect': () => ({ ...state }), '/me': () => ({ sub: 'li-1' }) });
    const verify = (id: string) => providers.verify('linkedin', auth(url), { id, access_token: 'li-token', is_mobile_sdk: true });
    expect(await verify('li-1')).toEqual({ id: 'li-1', data: { id: 'li-1', access_token: 'li-token', is_mobile_sdk: true } });
    expect(await refusal(verify('li-2'))).toBe(251);
    for (const wrong of [
      { active: false, client_id: 'ours' },
      { client_id: 'ours' },
      { active: true, client_id: 'theirs' },
      { active: true },
    ]) {
      state = wrong;
      expect(await refusal(verify('li-1')), JSON.stringify(wrong)).toBe(251);
    }
  });
});

describe('codes of Microsoft', () => {
  const auth = (url: string, clientSecret?: string) => ({
    microsoft: { clientId: 'ours', clientSecret, tenant: 'common', endpoints: { login: url, profile: `${url}/me` } },
  });

  it('are exchanged where the app has a secret; a bare access token is refused', async () => {
    const { url } = await serve({ '/common/oauth2/v2.0/token': () => ({ access_token: 'ms-token' }), '/me': () => ({ id: 'ms-1' }) });
    expect((await providers.verify('microsoft', auth(url, 'shh'), { code: 'c' })).id).toBe('ms-1');
    expect(await refusal(providers.verify('microsoft', auth(url), { code: 'c' }))).toBe(251);
    expect(await refusal(providers.verify('microsoft', auth(url, 'shh'), { id: 'ms-1', access_token: 'ms-token' }))).toBe(251);
  });
});

describe('anonymous users', () => {
  const id = '0f3a2b1c-0000-4000-8000-00000000000a';

  it('USR-34 have an id of any form, and nothing else is kept', async () => {
    for (const any of [id, id.toUpperCase(), 'anonymous', '1', ' ']) {
      expect(await providers.verify('anonymous', {}, { id: any, more: 1 })).toEqual({ id: any, data: { id: any } });
    }
    for (const none of [{}, { id: '' }, { id: null }]) expect(await refusal(providers.verify('anonymous', {}, none))).toBe(250);
    expect(await refusal(providers.verify('anonymous', {}, { id: 'x\ud800' }))).toBe(107);
  });

  it('USR-34 are refused with 252 where they are switched off', async () => {
    expect(await refusal(providers.verify('anonymous', {}, { id }, false))).toBe(252);
  });
});

describe('services that an app does not use', () => {
  it('USR-32 are refused with 252: left out, switched off, unknown, or named like something every object has', async () => {
    const off = { google: { clientId: 'ours', enabled: false } };
    for (const name of ['google', 'facebook', 'myspace', 'mfa', 'oidc', 'constructor', 'toString', '__proto__', 'hasOwnProperty']) {
      expect(await refusal(providers.verify(name, off, { id: '1', access_token: 't' })), name).toBe(252);
    }
  });

  it('are the same at any time: nothing of a verification stays in a provider', async () => {
    const { url } = await serve({
      '/debug_token': ({ query }) => ({ data: { is_valid: true, app_id: '42', user_id: query.get('input_token'), expires_at: 0 } }),
    });
    const auth = { facebook: { appIds: '42', appSecret: 'shh', endpoints: { graph: url } } };
    const names = Array.from({ length: 30 }, (_, index) => `user-${index}`);
    const accounts = await Promise.all(names.map((id) => providers.verify('facebook', auth, { id, access_token: id })));
    expect(accounts.map(({ id }) => id)).toEqual(names);
    expect(await refusal(providers.verify('facebook', auth, { id: 'user-1', access_token: 'user-2' }))).toBe(251);
    expect(NOW).toEqual(new Date('2026-06-01T12:00:00Z'));
  });
});
